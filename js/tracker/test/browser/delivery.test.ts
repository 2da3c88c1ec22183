import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../src/shelf';
import { markup, snippet } from './site';
import { stage } from './stage';

const on = stage();
const LONG = 'x'.repeat(8000);

describe('the full build', () => {
  it('sends one event by GET and those of one task by one POST, and reads the answers', async () => {
    await open(`fl('pageView');`);
    await on.collector.arrived(1);
    await on.page.evaluate(() => ['a', 'b', 'c'].forEach((type) => window.fl('track', type)));
    await on.collector.arrived(4);

    const [view, ...batch] = on.collector.events();
    expect(view!.via.method).toBe('GET');
    expect(view!.via.headers['sec-fetch-mode']).toBe('cors');
    expect(new Set(batch.map(({ via }) => via)).size).toBe(1);
    expect(batch.map(({ type }) => type)).toEqual(['a', 'b', 'c']);
    expect(on.collector.requests('OPTIONS')).toEqual([]);
    await nothingIsKept();
  });

  it('keeps an event until the collector has it: 503 with Retry-After, then 200', async () => {
    on.collector.answerHits({ status: 503, headers: { 'retry-after': '1' } });
    await open(`fl('pageView');`);
    await on.collector.arrived(1, hits);
    expect(await kept()).toHaveLength(1);

    on.collector.answerHits(undefined);
    await on.collector.arrived(1);

    const [first, second] = hits().map(({ url }) => new URLSearchParams(url.replace(/.*\?/, '')));
    expect(second!.get('id')).toBe(first!.get('id'));
    expect(Number(second!.get('sent_at'))).toBeGreaterThanOrEqual(Number(first!.get('sent_at')) + 1000);
    expect(second!.get('created_at')).toBe(first!.get('created_at'));
    await nothingIsKept();
  });

  it('gives up an event that the collector refuses for good, and of a batch only the one at fault', async () => {
    on.collector.answerHits({ status: 400 });
    await open();
    await on.page.evaluate(() => ['a', 'b'].forEach((type) => window.fl('track', type)));
    await on.collector.arrived(3, hits);

    expect(hits().map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
    await nothingIsKept();
  });

  it('sends again what an answer to a batch names, and nothing else of it', async () => {
    on.collector.answerHits({ status: 200, body: '{"accepted":1,"declined":0,"refused":[{"index":0,"reason":"x"}],"retry":[2]}' });
    await open();
    await on.page.evaluate(() => ['a', 'b', 'c'].forEach((type) => window.fl('track', type)));
    await on.collector.arrived(1, hits);
    on.collector.answerHits(undefined);
    await on.collector.arrived(4);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['a', 'b', 'c', 'c']);
    await nothingIsKept();
  });

  it('sends what a page left behind from the next one, with its id and its times', async () => {
    on.collector.answerHits({ status: 503, headers: { 'retry-after': '600' } });
    await open(`fl('conversion', {order_id: 'A-1'}); fl('track', 'long', {filler: '${LONG}'});`);
    await on.collector.arrived(1, hits);
    const [before] = hits();

    on.collector.answerHits(undefined);
    await on.page.goto(on.site.serve('/next', { html: markup(snippet(on.collector.origin)) }));
    await on.collector.arrived(2);

    const sent = JSON.parse(before!.body).events;
    expect(on.collector.events().map(({ id }) => id).sort()).toEqual(sent.map(({ id }: { id: string }) => id).sort());
    expect(on.collector.events().every(({ page_url }) => page_url == on.site.origin + '/')).toBe(true);
    await nothingIsKept();
  });

  it('sends what was called offline, in a tab that was closed before the network came back', async () => {
    await open();
    await on.context.setOffline(true);
    await on.page.evaluate(() => {
      for (let i = 0; i < 30; i++) {
        window.fl('track', 'offline', { number: i });
      }
    });
    expect(await kept()).toHaveLength(30);
    await on.page.close();
    await on.context.setOffline(false);

    on.page = await on.context.newPage();
    await on.page.addInitScript((ms) => {
      const now = Date.now;
      Date.now = () => now() + ms; // a tab that ends without a word leaves its events to others when its lease is over
    }, LEASE_MS + 1_000);
    await on.page.goto(on.site.origin + '/');
    await on.collector.arrived(30);

    expect(new Set(on.collector.events().map(({ id }) => id)).size).toBe(30);
    await nothingIsKept();
  });

  it('sends what was called offline as soon as the browser is online', async () => {
    await open();
    await on.context.setOffline(true);
    await on.page.evaluate(() => window.fl('track', 'offline'));
    await on.context.setOffline(false);
    await on.collector.arrived(1);

    expect(on.collector.events()).toHaveLength(1);
  });

  it.each([+1, -1])('says when it happened, with a clock that is off by %d day', async (days) => {
    await on.page.addInitScript((off) => {
      const Right = Date;
      window.Date = class extends Right {
        constructor(...of: [number]) {
          super(...(of.length ? of : ([Right.now() + off] as [number])));
        }
        static override now() {
          return Right.now() + off;
        }
      } as never;
    }, days * 24 * 3600e3);
    on.collector.answerHits({ status: 503, headers: { 'retry-after': '1' } });
    await open(`fl('pageView');`);
    await on.collector.arrived(1, hits);
    on.collector.answerHits(undefined);
    await on.collector.arrived(1);

    const [event] = on.collector.events();
    // What the processor makes of it: received − (sent − created).
    const ago = Number(event!.sent_at) - Number(event!.created_at);
    expect(ago).toBeGreaterThanOrEqual(1000);
    expect(Math.abs(Number(event!.created_at) - days * 24 * 3600e3 - Date.now())).toBeLessThan(60_000);
  });

  it('arrives whole where another script has used up keepalive and the page goes at once: 30 of 30', async () => {
    await open();
    await on.page.evaluate(
      ([slow]) => {
        void fetch(slow!, { method: 'POST', body: 'x'.repeat(60 * 1024), keepalive: true, mode: 'no-cors' });
        addEventListener('pagehide', () => {
          for (let i = 0; i < 30; i++) {
            window.fl('track', 'last', { number: i, filler: 'x'.repeat(3000) });
          }
        });
      },
      [on.collector.origin + '/slow'],
    );

    await on.page.goto(on.site.serve('/next', { html: markup('') }));
    await on.page.goto(on.site.origin + '/');
    await on.collector.arrived(30, ids);

    expect(ids()).toHaveLength(30);
  });

  it('goes by image where the policy of the page allows no fetch', async () => {
    const policy = `script-src 'unsafe-inline' ${on.collector.origin}; img-src ${on.collector.origin}; connect-src 'none'`;
    await open(`fl('track', 'a'); fl('track', 'b');`, { 'content-security-policy': policy });
    await on.collector.arrived(2);

    expect(on.collector.events().every(({ via }) => via.headers['sec-fetch-dest'] == 'image')).toBe(true);
    await nothingIsKept();
  });

  it('stops, and holds no more than its bounds, where it is blocked', async () => {
    await on.page.addInitScript(() => {
      // Chance and time of the back-off, so that the test does not wait for it.
      const later = window.setTimeout;
      window.setTimeout = ((what: () => void) => later(what, 0)) as never;
    });
    const dead = on.collector.origin;
    await open();
    await on.page.route(`${dead}/12345/**`, (route) => route.abort('blockedbyclient'));
    await on.page.evaluate(() => {
      for (let i = 0; i < 1000; i++) {
        window.fl('track', 'blocked', { number: i });
      }
    });
    await on.page.evaluate((url) => fetch(url, { mode: 'no-cors' }).then(() => {}), dead + '/proof');

    const keys = await kept();
    expect(keys.length).toBeLessThanOrEqual(200);
    expect(on.collector.events()).toEqual([]);
  });

  it('arrives from five tabs, 200 events each', async () => {
    await open();
    const tabs = [on.page, ...(await Promise.all([1, 2, 3, 4].map(() => on.context.newPage())))];
    await Promise.all(tabs.slice(1).map((tab) => tab.goto(on.site.origin + '/')));
    // Never more than 100 under way: what the five may keep together is 200, and past that the oldest would go.
    for (let round = 1; round <= 10; round++) {
      await Promise.all(
        tabs.map((tab) =>
          tab.evaluate(() => {
            for (let i = 0; i < 20; i++) {
              window.fl('track', 'many');
            }
          }),
        ),
      );
      await on.collector.arrived(100 * round, ids);
    }

    expect(ids()).toHaveLength(1000);
  });
});

async function open(commands = '', headers = {}) {
  await on.page.goto(on.site.serve('/', { html: markup(snippet(on.collector.origin, { commands })), headers }));
  await on.page.waitForFunction(() => window.fl?.v);
}

function hits() {
  return on.collector.ledger.filter(({ path }) => /pixel\.png|events$/.test(path));
}

function ids(): string[] {
  return [...new Set(on.collector.events().map(({ id }) => id))];
}

function kept(): Promise<string[]> {
  return on.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('fl:e')));
}

async function nothingIsKept() {
  await on.page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('fl:e')));
}
