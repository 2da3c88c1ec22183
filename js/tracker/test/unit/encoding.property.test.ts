import { describe, expect, it, vi } from 'vitest';
import { load } from '../../src/ladder';
import { snapshot, toQuery } from '../../src/payload';
import { shortUrl, URL_BYTES_MAX } from '../../src/transport';
import type { Values } from '../../src/types';
import { size, text } from '../../src/utf8';
import { choose, forSeeds } from './seeded';

const PLACE = { get_: 'https://c/p/pixel.png', post_: 'https://c/p/events' };
const ROUNDS = 300;
const PIECES = ['a', ' ', '+', '&', '=', '%', '%41', '#', '?', '/', '"', '\\', '\n', '\0', 'ü', 'é', '€', '世', '👋', '👩‍👩‍👧', '\ud83d', '\udc4b', '\uffff', '\u2028', '{{', '</script>'];

describe('whatever a page says', () => {
  it('comes back from a query as it was, by a decoder that knows nothing of us', () => {
    forSeeds(ROUNDS, (chance) => {
      const event = snapshot(said(chance));

      const decoded = new Map<string, string>();
      for (const pair of toQuery(event).split('&').filter(Boolean)) {
        expect(pair).toMatch(/^[\w.!~*'()%-]*=[\w.!~*'()%-]*$/); // no byte that anything on the way takes for its own
        const [name, value] = pair.split('=').map(fromPercent) as [string, string];
        decoded.set(name, value);
      }

      const meant = Object.entries(event).map(([name, value]) => [text(name), typeof value == 'object' ? JSON.stringify(value) : String(value)] as const);
      expect(decoded).toEqual(new Map(meant));
    });
  });

  it('comes back from JSON as it was, alone or among others, and its bytes are counted as they travel', () => {
    forSeeds(ROUNDS, (chance) => {
      const events = Array.from({ length: 1 + Math.floor(chance() * 4) }, () => snapshot({ ...said(chance), filler: 'x'.repeat(URL_BYTES_MAX) }));

      const { body_, bytes_, url_ } = load(PLACE, events);

      expect(url_).toBe('');
      expect(bytes_).toBe(Buffer.byteLength(body_, 'utf8'));
      const decoded = JSON.parse(Buffer.from(body_, 'utf8').toString('utf8'));
      expect(decoded.events ?? [decoded]).toEqual(events);
    });
  });

  it('goes by GET up to 7,500 bytes of URL, and by POST above', () => {
    vi.useFakeTimers({ now: 1_800_000_000_000 });
    forSeeds(ROUNDS, (chance) => {
      const event = snapshot({ ...said(chance), filler: choose(chance, ['x', 'ü', '👋']).repeat(Math.floor(chance() * 3000)) });

      const { url_, body_ } = load(PLACE, [event]);

      const bytes = Buffer.byteLength(PLACE.get_ + '?' + toQuery(event), 'utf8');
      expect(!!url_).toBe(bytes <= URL_BYTES_MAX);
      expect(!!body_).toBe(bytes > URL_BYTES_MAX);
    });
    for (let length = URL_BYTES_MAX - 80; length < URL_BYTES_MAX; length++) {
      const event = { note: 'x'.repeat(length) };
      expect(shortUrl(PLACE, event)?.length ?? Infinity, String(length)).toSatisfy((bytes: number) => bytes == Infinity || bytes <= URL_BYTES_MAX);
    }
    vi.useRealTimers();
  });

  it('is well-formed text of the same length, cut wherever a page has cut it', () => {
    forSeeds(ROUNDS, (chance) => {
      const whole = words(chance);
      const cut = whole.slice(0, Math.floor(chance() * whole.length));

      const clean = text(cut);

      expect(clean).toHaveLength(cut.length);
      expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean); // half a pair would not survive
      expect(clean).not.toContain('\0');
      expect(size(clean)).toBe(Buffer.byteLength(clean, 'utf8'));
      expect(text(clean)).toBe(clean);
    });
  });
});

function words(chance: () => number): string {
  return Array.from({ length: Math.floor(chance() * 12) }, () => choose(chance, PIECES)).join('');
}

function said(chance: () => number): Values {
  const value = (): unknown => choose<() => unknown>(chance, [() => words(chance), () => Math.round(chance() * 1e6) / 100, () => chance() < 0.5, () => null, () => [{ name: words(chance), price: 1.5 }]])();
  return Object.fromEntries(Array.from({ length: Math.floor(chance() * 8) }, (_, i) => ['n' + i + words(chance), value()]));
}

/** RFC 3986, section 2.1, by hand: octets, then UTF-8. */
function fromPercent(encoded: string): string {
  const octets: number[] = [];
  for (let i = 0; i < encoded.length; i++) {
    octets.push(encoded[i] == '%' ? parseInt(encoded.slice(i + 1, (i += 2) + 1), 16) : encoded.charCodeAt(i));
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(octets));
}
