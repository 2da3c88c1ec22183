/** `import { init, pageView } from '@firstlight/tracker/lite'`: the lite build. */
import { direct } from './direct';
import { commandsOf } from './module';
import { tracker } from './tracker';

export type * from './types';
export const { fl, init, send, track, pageView, impression, click, conversion, set, add, addProperty, addItem, addProduct, addCampaign, identify, consent, flush, optOut, optIn, forget } =
  commandsOf((origin) => tracker(origin, direct()));
