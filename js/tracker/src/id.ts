/**
 * The id of an event: a UUIDv7 (RFC 9562 §5.7), 48 bits of epoch ms and 74 random bits. Made once per event and kept whatever becomes of the request.
 * `crypto.randomUUID` would need a secure context; `Math.random` is no source for an identity.
 */
export function uuidV7(epochMs: number): string {
  const random = crypto.getRandomValues(new Uint8Array(23));
  return epochMs.toString(16).padStart(12, '0').replace(/(.{8})/, '$1-') + '-7xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place, at: number) => (place == 'x' ? random[at]! & 15 : (random[at]! & 3) | 8).toString(16));
}
