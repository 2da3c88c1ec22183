/** The parts of the full build, wired: events are kept until they have arrived, tabs hear of each other, and what `init` asks for watches by itself. */
import { MODULES } from './auto/built-in';
import { add, addProperty } from './gather';
import { uuidV7 } from './id';
import { outbox } from './outbox';
import type { Commands, Stub } from './queue';
import { report } from './report';
import { tracker } from './tracker';
import type { Auto, Fl, Values } from './types';

export function complete(origin: string | undefined, fl: Stub): Commands {
  const running: { [name: string]: (() => void) | void } = {};

  function watch(auto: Auto): void {
    (Object.keys(auto) as (keyof Auto)[]).forEach((name) => {
      const module = MODULES[name];
      running[name]?.();
      running[name] = auto[name] ? (module ? module(fl as unknown as Fl, Object(auto[name]) as Values) : report('unknown', name)) : undefined;
    });
  }

  const page = uuidV7(Date.now()).slice(-12);
  return Object.assign(tracker(origin, outbox(page), watch), {
    add,
    addProperty,
    addProduct: (at: number, id: string) => add(at, 'product_id', id),
    addCampaign: (at: number, id: string, placement?: string) => add(at, { campaign_id: id, placement_id: placement }),
  }) as Commands;
}
