/**
 * Text as it can travel: well-formed (a lone half of a surrogate pair, as a title cut in the middle of an emoji has, becomes U+FFFD;
 * `encodeURIComponent` would throw on it), without NUL (for which the collector refuses a whole event) and at most `maxBytes` of UTF-8, never cut
 * inside a character.
 */
export function text(value: string, maxBytes?: number): string {
  return new TextDecoder().decode(new TextEncoder().encode(value.replace(/\0/g, '')).subarray(0, maxBytes), { stream: true });
}
