import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { carry, load, type Load } from '../../src/ladder';

const NOW = 1_800_000_000_000;
const PLACE = { get_: 'https://c/p/pixel.png', post_: 'https://c/p/events' };

/** Which means of this browser do what they should. */
interface Means {
  keepalive?: boolean;
  plain?: boolean;
  /** Nothing where there is no such function. */
  beacon?: boolean | undefined;
  image?: boolean;
}

/** What was asked of the browser, in order. */
let asked: string[];
let inits: RequestInit[];

function browser({ keepalive = false, plain = false, beacon, image = false }: Means): void {
  vi.stubGlobal('navigator', {
    onLine: true,
    ...(beacon != null && { sendBeacon: (url: string, body: string) => (asked.push(`beacon ${url} ${body.length}`), beacon) }),
  });
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    inits.push({ ...init });
    asked.push(`${init.keepalive ? 'keepalive' : 'plain'} ${init.method ?? 'GET'} ${url.replace(/\?.*/, '')}`);
    if (!(init.keepalive ? keepalive : plain)) {
      throw new TypeError('network');
    }
    return { status: 200 };
  });
  vi.stubGlobal('Image', class {
    onload?: () => void;
    onerror?: () => void;
    set src(url: string) {
      asked.push(`image ${url.replace(/\?.*/, '')}`);
      queueMicrotask(() => (image ? this.onload!() : this.onerror!()));
    }
  });
}

beforeEach(() => {
  asked = [];
  inits = [];
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const short = () => load(PLACE, [{ id: '1' }]);
const long = () => load(PLACE, [{ id: '1', filler: 'x'.repeat(8000) }]);

function go(what: Load, how: { keepalive?: boolean; isLast?: boolean; isKept?: boolean; signal?: AbortSignal } = {}) {
  return carry(what, how.keepalive ?? true, how.isLast, how.isKept, how.signal ?? new AbortController().signal, () => asked.push('mortal'));
}

describe('a load', () => {
  it('says when it was sent, of each event', () => {
    const events = [{ id: '1' }, { id: '2', sent_at: 7 }];

    const { body_ } = load(PLACE, events);

    expect(JSON.parse(body_)).toEqual({ events: [{ id: '1', sent_at: NOW }, { id: '2', sent_at: NOW }] });
  });

  it('of one event is the event alone: in the URL, or as a body where it is long', () => {
    expect(short()).toMatchObject({ url_: `https://c/p/pixel.png?id=1&sent_at=${NOW}`, body_: undefined, bytes_: 0 });
    expect(JSON.parse(long().body_)).toMatchObject({ id: '1', sent_at: NOW });
    expect(long().url_).toBe('');
  });
});

describe('a request', () => {
  it('takes cookies along where the pixel says so, and else to our own origin only', async () => {
    browser({ keepalive: true });

    await go(short());
    await go(load({ ...PLACE, cookies_: true }, [{ id: '1' }]));

    expect(inits.map(({ credentials }) => credentials)).toEqual([undefined, 'include']);
  });

  it('is a GET without a body, or a POST of the text', async () => {
    browser({ keepalive: true });

    await go(short());
    await go(long());

    expect(inits[0]).toMatchObject({ method: undefined, body: undefined });
    expect(inits[1]).toMatchObject({ method: 'POST', body: long().body_ });
  });

  it('can be ended', async () => {
    browser({ keepalive: true });
    const { signal } = new AbortController();

    await go(short(), { signal });

    expect(inits[0]!.signal).toBe(signal);
  });
});

describe('the ladder', () => {
  const GET = 'https://c/p/pixel.png';
  const POST = 'https://c/p/events';
  const BEACON = `beacon ${POST} ${load(PLACE, [{ id: '1', filler: 'x'.repeat(8000) }]).body_.length}`;

  it.each<[what: string, load: () => Load, means: Means, how: Parameters<typeof go>[1], asked: string[], status: number | 'rejects']>([
    ['a short event: keepalive', short, { keepalive: true, image: true }, {}, [`keepalive GET ${GET}`], 200],
    ['then an image, which dies with the page', short, { image: true, beacon: true }, { isLast: true }, [`keepalive GET ${GET}`, 'mortal', `image ${GET}`], 204],
    ['and no further', short, { beacon: true, plain: true }, { isLast: true }, [`keepalive GET ${GET}`, 'mortal', `image ${GET}`], 'rejects'],
    ['a long one: keepalive', long, { keepalive: true, beacon: true }, { isLast: true }, [`keepalive POST ${POST}`], 200],
    ['then, where the page goes, a beacon', long, { beacon: true, plain: true }, { isLast: true }, [`keepalive POST ${POST}`, BEACON], 204],
    ['which may say no', long, { beacon: false, plain: true }, { isLast: true }, [`keepalive POST ${POST}`, BEACON, 'mortal', `plain POST ${POST}`], 200],
    ['or not be there', long, { plain: true }, { isLast: true }, [`keepalive POST ${POST}`, 'mortal', `plain POST ${POST}`], 200],
    ['and is not believed where the event is kept: an answer is waited for', long, { beacon: true, plain: true }, { isLast: true, isKept: true }, [`keepalive POST ${POST}`, BEACON, 'mortal', `plain POST ${POST}`], 200],
    ['so that it stays where none comes', long, { beacon: true }, { isLast: true, isKept: true }, [`keepalive POST ${POST}`, BEACON, 'mortal', `plain POST ${POST}`], 'rejects'],
    ['while the page stays, a plain fetch, whose answer can be read', long, { beacon: true, plain: true }, {}, [`keepalive POST ${POST}`, 'mortal', `plain POST ${POST}`], 200],
    ['and no further, by no image', long, { image: true }, {}, [`keepalive POST ${POST}`, 'mortal', `plain POST ${POST}`], 'rejects'],
    ['without keepalive from the start', long, { plain: true }, { keepalive: false }, [`plain POST ${POST}`], 200],
  ])('%s', async (_, what, means, how, steps, status) => {
    browser(means);

    const answer = await go(what(), how).catch(() => ({ status: 'rejects' }));

    expect(answer.status).toBe(status);
    expect(asked).toEqual(steps);
  });

  it('says that it was by image, whose answer cannot be read', async () => {
    browser({ image: true });

    expect(await go(short())).toEqual({ status: 204, isImage_: true });
  });

  it('is not climbed down where the request was ended on purpose', async () => {
    browser({ image: true, plain: true, beacon: true });
    const ending = new AbortController();
    ending.abort();

    await expect(go(short(), { signal: ending.signal })).rejects.toThrow('network');
    await expect(go(long(), { signal: ending.signal, isLast: true })).rejects.toThrow('network');

    expect(asked).toEqual([`keepalive GET ${GET}`, `keepalive POST ${POST}`]);
  });
});
