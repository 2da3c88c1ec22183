/**
 * The ES module: `fl` is the one function, and every command is also a function of its own. `init` needs an `endpoint` here: a module does not know where it
 * came from. Without a browser (on a server that renders pages) it takes commands, does nothing and keeps nothing.
 */
import { bare } from './begin';
import { takeOver, type Commands, type Stub } from './queue';
import { report } from './report';
import type { Consent, ConsentState, Fl, Options, To, Values } from './types';

/** The commands of both builds. */
export interface Module {
  fl: Fl;
  init(pixel: string, options?: Options): void;
  send(type: string, fields?: Values, to?: To): void;
  track(type: string, fields?: Values, to?: To): void;
  pageView(fields?: Values, to?: To): void;
  impression(fields?: Values, to?: To): void;
  click(fields?: Values, to?: To): void;
  conversion(fields?: Values, to?: To): void;
  set(name: string | Values, value?: unknown): void;
  addItem(item: Values): void;
  identify(userId: string | null, traits?: Values): void;
  consent(consent: Consent | ConsentState): void;
  flush(): void;
  optOut(): void;
  optIn(): void;
  forget(): void;
}

/** Those of the full build alone. */
export interface FullModule extends Module {
  add(name: string | Values, value?: unknown): void;
  addProperty(name: string, value: unknown): void;
  addProduct(id: string): void;
  addCampaign(id: string, placement?: string): void;
}

/** The one function, behind which a build has put what it can, and a function for each name that an entry asks for. */
export function commandsOf<Api extends Module>(make: (origin: string | undefined, fl: Stub) => Commands): Api {
  const fl = bare();
  try {
    if (typeof document != 'undefined') {
      takeOver(fl, make(undefined, fl));
    } else {
      fl.push = Object; // nobody will ever come for what is called here, and it is about all who visit
    }
  } catch (problem) {
    report('refused', problem);
  }
  return new Proxy({ fl } as unknown as Api, {
    get: (own, name: keyof Api & string) => own[name] || ((...parameters: unknown[]) => fl(name, ...parameters)),
  });
}
