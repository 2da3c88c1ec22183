/**
 * The ES module: `fl` is the one function, and every command is also a function of its own. `init` needs an `endpoint` here: a module does not know where it
 * came from. Without a browser (on a server that renders pages) it takes commands and does nothing.
 */
import { bare } from './begin';
import { takeOver, type Commands, type Stub } from './queue';
import type { Consent, ConsentState, Fl, Options, To, Values } from './types';

export type * from './types';

/** The one function, behind which a build has put what it can. */
export function commandsOf(make: (origin: string | undefined, fl: Stub) => Commands) {
  const stub = bare();
  if (typeof document != 'undefined') {
    takeOver(stub, make(undefined, stub));
  }
  const named =
    <Parameters extends unknown[]>(name: string) =>
    (...parameters: Parameters): void =>
      stub(name, ...parameters);
  const kind = () => named<[fields?: Values, to?: To]>;
  return {
    fl: stub as unknown as Fl,
    init: named<[pixel: string, options?: Options]>('init'),
    send: named<[type: string, fields?: Values, to?: To]>('send'),
    track: named<[type: string, fields?: Values, to?: To]>('track'),
    pageView: kind()('pageView'),
    impression: kind()('impression'),
    click: kind()('click'),
    conversion: kind()('conversion'),
    set: named<[name: string | Values, value?: unknown]>('set'),
    add: named<[name: string | Values, value?: unknown]>('add'),
    addProperty: named<[name: string, value: unknown]>('addProperty'),
    addItem: named<[item: Values]>('addItem'),
    addProduct: named<[id: string]>('addProduct'),
    addCampaign: named<[id: string, placement?: string]>('addCampaign'),
    identify: named<[userId: string | null, traits?: Values]>('identify'),
    consent: named<[consent: Consent | ConsentState]>('consent'),
    flush: named<[]>('flush'),
    optOut: named<[]>('optOut'),
    optIn: named<[]>('optIn'),
    forget: named<[]>('forget'),
  };
}
