/** `import { init, pageView } from '@firstlight/tracker'`: the full build. */
import { complete } from './complete';
import { commandsOf, type FullModule } from './module';

export type * from './types';
export const { fl, init, send, track, pageView, impression, click, conversion, set, add, addProperty, addItem, addProduct, addCampaign, identify, consent, flush, optOut, optIn, forget } =
  commandsOf<FullModule>(complete);
