/**
 * The id of an event: a UUIDv7 (RFC 9562 §5.7), 48 bits of epoch ms and 74 random bits. Made once per event and kept whatever becomes of the request.
 * `crypto.randomUUID` would need a secure context; `Math.random` is no source for an identity.
 */
export function uuidV7(epochMs: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 5, rest = epochMs; i >= 0; i--, rest = Math.floor(rest / 256)) {
    bytes[i] = rest % 256;
  }
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
  return hex.replace(/^(.{8})(....)(....)(....)/, '$1-$2-$3-$4-');
}
