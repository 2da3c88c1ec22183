/** A site of somebody else's, which has the package from npm: type-checked by package.test.ts as it stands, bundled, and run in a page and on a server. */
import { add, addItem, consent, conversion, fl, init, pageView, track, type Consent, type Options } from '@firstlight/tracker';
import { MODULES } from '@firstlight/tracker/auto';
import { callback, type CallbackOptions } from '@firstlight/tracker/callback';
import { google } from '@firstlight/tracker/google';
import { gpp, type GppOptions } from '@firstlight/tracker/gpp';
import * as lite from '@firstlight/tracker/lite';
import { tcf, type TcfOptions } from '@firstlight/tracker/tcf';

declare const COLLECTOR: string;

const options: Options = { endpoint: COLLECTOR, gpc: 'limit', storage: false };
init('full', options);
lite.init('lite', { endpoint: COLLECTOR, consent: 'not_required' });

const iab: TcfOptions & GppOptions = { purposes: [1, 8], absent: 'denied' };
const banner: CallbackOptions = { read: () => ['analytics'], wants: 'analytics', source: 'banner' };
const stops: (() => void)[] = [tcf(fl, iab), gpp(fl, iab), google(fl)];
callback(fl, banner);
if (typeof window == 'object') {
  MODULES.clicks?.(fl, {});
}
stops.forEach((stop) => stop());

add('variant', 'checkout:b');
addItem({ id: 'p1', quantity: 2 });
conversion({ goal: 'purchase', order_id: 'A-1', value: 39.8 });
fl('track', 'by_the_one_function', { answer: 42 });
pageView({}, { pixels: ['full'] });
lite.track('by_the_lite_build', { answer: 42 });

const said: Consent = { state: 'granted', purposes: 'analytics' };

/** Never called: the compiler refuses each of them. */
export const wrong = [
  // @ts-expect-error: no such state
  () => consent({ ...said, state: 'yes' }),
  // @ts-expect-error: a type is text
  () => track(7),
  // @ts-expect-error: no such choice
  () => init('full', { endpoint: COLLECTOR, gpc: 'sometimes' }),
  // @ts-expect-error: the lite build has none
  () => lite.add,
  // @ts-expect-error: inside the package
  () => import('@firstlight/tracker/adapters/common'),
];
