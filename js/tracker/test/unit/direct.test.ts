import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { direct } from '../../src/direct';

const PLACE = { get_: 'https://c/p/pixel.png', post_: 'https://c/p/events' };
const LONG = 'x'.repeat(8000);

/** What was asked of the browser, in order. */
let asked: string[];

interface Means {
  fetch?: (init: RequestInit) => unknown;
  beacon?: boolean;
}

function browser({ fetch, beacon }: Means): void {
  vi.stubGlobal('navigator', beacon == null ? {} : { sendBeacon: (_: string, body: string) => (asked.push(`beacon ${JSON.parse(body).id}`), beacon) });
  vi.stubGlobal('Image', class {
    set src(url: string) {
      asked.push(`image ${new URLSearchParams(url.replace(/.*\?/, '')).get('id')}`);
    }
  });
  vi.stubGlobal('fetch', fetch && ((_: string, init: RequestInit) => (asked.push(`${init.keepalive ? 'keepalive' : 'plain'} ${init.method ?? 'GET'}`), fetch(init))));
}

const refuse = () => Promise.reject(new TypeError('network'));
const raise = () => {
  throw new Error('theirs');
};
const settle = () => new Promise((later) => setTimeout(later));

beforeEach(() => {
  asked = [];
});
afterEach(() => vi.unstubAllGlobals());

describe('the outbox of the lite build', () => {
  it.each<[what: string, means: Means, filler: string, asked: string[]]>([
    ['a short event by keepalive', { fetch: async () => 0, beacon: true }, '', ['keepalive GET']],
    ['and by image where that is refused', { fetch: refuse, beacon: true }, '', ['keepalive GET', 'image 1']],
    ['or throws', { fetch: raise, beacon: true }, '', ['keepalive GET', 'image 1']],
    ['or is not there', { beacon: true }, '', ['image 1']],
    ['a long event by keepalive', { fetch: async () => 0, beacon: true }, LONG, ['keepalive POST']],
    ['and by beacon where that is refused', { fetch: refuse, beacon: true }, LONG, ['keepalive POST', 'beacon 1']],
    ['or is not there', { beacon: true }, LONG, ['beacon 1']],
    ['and, where the beacon says no, without keepalive', { fetch: refuse, beacon: false }, LONG, ['keepalive POST', 'beacon 1', 'plain POST']],
    ['or is not there either', { fetch: raise }, LONG, ['keepalive POST', 'plain POST']],
  ])('sends %s', async (_, means, filler, steps) => {
    browser(means);

    direct().add_(PLACE, { id: '1', filler });
    await settle();

    expect(asked).toEqual(steps);
  });

  it('tries nothing else for what was under way when it was cleared, and goes on with what comes then', async () => {
    const ended: unknown[] = [];
    browser({ fetch: ({ signal }) => new Promise((_, reject) => signal!.addEventListener('abort', () => reject(ended.push(signal)))), beacon: true });
    const box = direct();
    box.add_(PLACE, { id: '1' });
    box.add_(PLACE, { id: '2', filler: LONG });

    box.clear_();
    await settle();
    box.add_(PLACE, { id: '3' });
    await settle();

    expect(ended).toHaveLength(2);
    expect(asked).toEqual(['keepalive GET', 'keepalive POST', 'keepalive GET']);
  });
});
