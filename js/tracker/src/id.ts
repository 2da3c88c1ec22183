/** As a text eleven zeroes behind a digit, of which the twelve digits of a time never keep the first. */
const ZEROES = 1e11;

/**
 * The id of an event: a UUIDv7 (RFC 9562 §5.7), 48 bits of epoch ms and 72 random bits (the two that follow the variant are 0). Made once per event and kept whatever becomes of the request.
 * `crypto.randomUUID` would need a secure context; `Math.random` is no source for an identity.
 */
export function uuidV7(epochMs: number): string {
  // Digits one by one: a regular expression would have to be compiled while the page loads. Twelve of the time, whatever the clock says.
  let id = (ZEROES + epochMs.toString(16)).slice(-12);
  id = id.slice(0, 8) + '-' + id.slice(8) + '-7';
  crypto.getRandomValues(new Uint8Array(18)).forEach((random, at) => (id += (at == 3 ? '-8' : at == 6 ? '-' : '') + (random & 15).toString(16)));
  return id;
}
