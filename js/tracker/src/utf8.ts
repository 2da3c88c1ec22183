/**
 * Text as it can travel: a lone half of a surrogate pair (as a title cut in the middle of an emoji has, and on which `encodeURIComponent` would throw) and NUL
 * (for which the collector refuses a whole event) become U+FFFD.
 */
export function text(value: string): string {
  return value.replace(/[\0\ud800-\udfff]/gu, '\ufffd'); // with `u`, halves of a whole pair do not match
}

/** Bytes of UTF-8; of nothing none. */
export function size(value?: string): number {
  return new TextEncoder().encode(value).length;
}
