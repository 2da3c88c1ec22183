/** `import { init, pageView } from '@firstlight/tracker/lite'`: the lite build. */
import { direct } from './direct';
import { commandsOf, type Module } from './module';
import { tracker } from './tracker';

export type * from './types';
export const { fl, init, send, track, pageView, impression, click, conversion, set, addItem, identify, consent, flush, optOut, optIn, forget } = commandsOf<Module>((origin) =>
  tracker(origin, direct()),
);
