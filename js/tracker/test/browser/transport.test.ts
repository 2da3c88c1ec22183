import { describe, expect, it } from 'vitest';
import { once } from './arrived';
import { SLOW } from './collector';
import { markup, snippet } from './site';
import { stage } from './stage';

const on = stage();
const LONG = 'x'.repeat(8000);

function open(commands = '', headers = {}) {
  return on.page.goto(on.site.serve('/', { html: markup(snippet(on.collector.origin, { commands, script: 'fl-lite.js' })), headers }));
}

describe('a short event of the lite build', () => {
  it('is a GET of the pixel, with no preflight', async () => {
    await open(`fl('pageView');`);
    await on.collector.arrived(1);

    const { via } = on.collector.events()[0]!;
    expect(via).toMatchObject({ method: 'GET', path: '/12345/pixel.png' });
    expect(via.headers['sec-fetch-mode']).toBe('no-cors');
    expect(on.collector.requests('OPTIONS')).toEqual([]);
  });

  it('goes by image where the policy of the page allows no fetch', async () => {
    const policy = `script-src 'unsafe-inline' ${on.collector.origin}; img-src ${on.collector.origin}; connect-src 'none'`;

    await open(`fl('pageView');`, { 'content-security-policy': policy });
    await on.collector.arrived(1);

    expect(on.collector.events()[0]!.via.headers['sec-fetch-dest']).toBe('image');
  });

  it('is all that is sent: a longer URL would be a POST', async () => {
    await open(`for (let i = 0; i < 30; i++) fl('track', 'step', {filler: 'x'.repeat(6900 + 20 * i)});`);
    await on.collector.arrived(30);

    const lengths = on.collector.requests('GET', '/12345/pixel.png').map(({ url }) => (on.collector.origin + url).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(7500);
    expect(Math.max(...lengths)).toBeGreaterThan(7450);
    expect(lengths.length).toBeGreaterThan(0);
    expect(on.collector.requests('POST').length).toBe(30 - lengths.length);
  });
});

describe('a long event of the lite build', () => {
  it('is a POST of text/plain with long names, and no preflight goes ahead of it', async () => {
    await open(`fl('conversion', {order_id: 'A-1', value: 19.9, items: [{id: 'p1'}], note: '${LONG}'});`);
    await on.collector.arrived(1);

    const [event] = on.collector.events();
    expect(event!.via).toMatchObject({ method: 'POST', path: '/12345/events' });
    expect(event!.via.headers['content-type']).toMatch(/^text\/plain/);
    expect(event).toMatchObject({ type: 'conversion', order_id: 'A-1', value: '19.9', items: '[{"id":"p1"}]', note: LONG, page_title: 'A page' });
    expect(event).not.toHaveProperty('e');
    expect(on.collector.requests('OPTIONS')).toEqual([]);
  });

  it('would be held up by a preflight as application/json: this browser does ask', async () => {
    await open();

    await on.page.evaluate((url) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).catch(() => {}), on.collector.origin + '/12345/events');
    await on.collector.arrived(1, () => on.collector.requests('OPTIONS'));

    expect(on.collector.events()).toEqual([]);
  });

  it('gets through where keepalive has no room left', async () => {
    await open(`for (let i = 0; i < 5; i++) fl('track', 'big', {number: i, filler: 'x'.repeat(30000)});`);
    await on.collector.arrived(5);

    expect(on.collector.events().map(({ number }) => Number(number)).sort()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('an event that leaves the page behind', () => {
  it('arrives: a click that navigates away while every connection is busy, ten times', async () => {
    const rounds = 10;
    const connections = 6; // per host in Chromium: a seventh request has not left when the page goes
    for (let round = 0; round < rounds; round++) {
      const link = `<a href="/page-${round + 1}" onclick="fl('click', {number: ${round}, filler: '${round % 2 ? LONG : ''}'})">next</a>`;
      on.site.serve(`/page-${round}`, { html: markup(snippet(on.collector.origin, { script: round % 3 ? 'fl.js' : 'fl-lite.js' }), link) });
    }
    on.site.serve(`/page-${rounds}`, { html: markup('') });
    await on.page.goto(on.site.origin + '/page-0');

    for (let round = 0; round < rounds; round++) {
      await on.page.waitForFunction(() => window.fl.v);
      await on.page.evaluate(
        ([slow, connections]) => {
          window.seen = Array.from({ length: connections }, (_, i) => Object.assign(new Image(), { src: `${slow}?${i}` }));
        },
        [on.collector.origin + SLOW, connections] as const,
      );
      await on.collector.arrived((round + 1) * connections, () => on.collector.requests('GET', SLOW));
      await on.page.click('a');
      await on.page.waitForURL(`**/page-${round + 1}`);
    }
    await on.collector.arrived(rounds, () => [...new Set(on.collector.events().map(({ id }) => id))]);

    // The full build sends again what was not answered before the page was gone: under the same id, which the pipeline counts once.
    const numbers = new Map(on.collector.events().map(({ id, number }) => [id, Number(number)]));
    expect([...numbers.values()].sort((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, round) => round));
  });

  it('arrives when it was sent as the page was hidden', async () => {
    await open(`addEventListener('pagehide', () => { fl('track', 'left'); fl('track', 'left_long', {filler: '${LONG}'}); });`);
    await on.page.waitForFunction(() => window.fl.v);

    const left = () => once(on.collector.events());
    await on.page.goto(on.site.serve('/next', { html: markup('') }));
    await on.collector.arrived(2, left);

    expect(left().map(({ type }) => type).sort()).toEqual(['left', 'left_long']);
  });
});

describe('an event that nothing can send', () => {
  it('is no error of the page', async () => {
    await open(`
      fl('init', 'nowhere', {endpoint: 'http://[no-address'});
      fl('track', 'short', {}, {pixels: ['nowhere']});
      fl('track', 'long', {filler: '${LONG}'}, {pixels: ['nowhere']});
      fl('track', 'last', {}, {pixels: ['12345']});`);
    await on.collector.arrived(1);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['last']);
  });
});
