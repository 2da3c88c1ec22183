/**
 * What a consent allows, and the words in which it travels: those that the edge and the processor read (`ConsentState` in `schemas`), `granted[:purposes]`,
 * `denied`, `unknown` or `not-required`. Pure but for what the browser itself says (Global Privacy Control, Do Not Track).
 */
import type { Consent, Options } from './types';

/** Set by the build: whether this is the full one. The lite one knows no other way with Global Privacy Control than `limit`, and no Do Not Track. */
declare const FULL: boolean;

/** Purposes of sale and sharing, and those that are no word at all, by how they begin in the words of consent banners, Google's consent mode, the American frameworks and IAB Europe's. */
const SALE = /^($|ad|market|(re)?target|personali|sale|sell|shar|tcf_0[2347])/i;

/** Whatever separates words, those of `ConsentState.isSeparator` among it. */
const SEPARATORS = /[^\w-]+/;

/** What a site may say. Another word is refused, not guessed at: `none` and `not_given` are no grants. */
const STATES = /^(unknown|denied|granted|not_required)$/;

/** Those that let events go, as they are said and as they travel. */
export const LEAVES = /^(granted|not.required)\b/;

/** What the visitor and the browser together say, as it travels; throws where that is none of the four words. */
export function hear({ state, purposes }: Consent, options: Options): string {
  if (!STATES.test(state)) {
    throw state; // which is what is reported
  }
  const isPrivate = FULL ? saysGpc() && options.gpc != 'ignore' : saysGpc();
  if (FULL && LEAVES.test(state) && ((isPrivate && options.gpc == 'deny') || (options.dnt && navigator.doNotTrack == '1'))) {
    return 'denied';
  }
  if (state != 'granted') {
    return state.replace('_', '-');
  }
  // Who granted everything (no purposes at all), granted analytics among it; who granted a list with nothing in it, nothing.
  const allowed = isPrivate ? (purposes ?? 'analytics').split(SEPARATORS).filter((purpose) => !SALE.test(purpose)) + '' : purposes;
  return allowed ? state + ':' + allowed : allowed == '' ? 'denied' : state;
}

export function saysGpc(): boolean {
  return (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl == true;
}
