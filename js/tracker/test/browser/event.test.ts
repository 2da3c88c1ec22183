import { describe, expect, it } from 'vitest';
import { markup, snippet } from './site';
import { stage } from './stage';
import { answered } from './tabs';

const on = stage();

async function open(commands: string, path = '/shop?utm_source=mail#top', referrer?: string) {
  const html = markup(snippet(on.collector.origin, { commands }));
  on.site.serve(path.replace(/[?#].*/, ''), { html });
  await on.page.goto(on.site.origin + path, referrer ? { referer: referrer } : undefined);
}

describe('an event', () => {
  it('says what page it happened on', async () => {
    await on.page.addInitScript(`self.Temporal = {Now: {timeZoneId: () => 'Europe/Berlin'}}`);
    await open(`fl('pageView');`, '/shop?utm_source=mail#top', 'https://search.example/?q=wool');
    await on.collector.arrived(1);

    const [event] = on.collector.events();
    const seen = await on.page.evaluate(() => ({ screen: `${screen.width}x${screen.height}`, viewport: `${innerWidth}x${innerHeight}`, language: navigator.language }));
    expect(event).toMatchObject({
      type: 'page_view',
      page_url: on.site.origin + '/shop?utm_source=mail#top',
      referrer: 'https://search.example/?q=wool',
      page_title: 'A page',
      pixel_ratio: '1',
      time_zone: 'Europe/Berlin',
      ...seen,
    });
    expect(event).not.toHaveProperty('gpc');
  });

  it('says no time zone before the browser was asked for it, on a page that did not have to wait for that, and the one that a page before has learned', async () => {
    await on.page.addInitScript('delete self.Temporal');
    await open(`fl('pageView');`);
    await answered(on, 1);
    expect(on.collector.events()[0]).not.toHaveProperty('time_zone');

    await on.page.evaluate(() => localStorage.setItem('fl:z', new Date().getTimezoneOffset() + ' Europe/Berlin'));
    await on.page.reload();
    await on.collector.arrived(2);

    expect(on.collector.events()[1]).toMatchObject({ time_zone: 'Europe/Berlin' });
  });

  it('carries order and items in a conversion', async () => {
    await open(`
      fl('addItem', {id: 'p1', name: 'Scarf', quantity: 2, price: 19.9});
      fl('addItem', {id: 'p2', quantity: 1, price: 5});
      fl('conversion', {goal: 'purchase', order_id: 'A-1', value: '44.80', currency: 'EUR'});
      fl('conversion', {goal: 'signup'});`);
    await on.collector.arrived(2);

    const [purchase, signup] = ['purchase', 'signup'].map((goal) => on.collector.events().find((event) => event.goal == goal)!);
    expect(purchase).toMatchObject({ type: 'conversion', order_id: 'A-1', value: '44.80', currency: 'EUR' });
    expect(JSON.parse(purchase!.items)).toEqual([{ id: 'p1', name: 'Scarf', quantity: 2, price: 19.9 }, { id: 'p2', quantity: 1, price: 5 }]);
    expect(signup).not.toHaveProperty('items');
  });

  it('carries product and campaign in an impression and a click', async () => {
    await open(`
      fl('addProduct', 'p7');
      fl('addCampaign', 'spring', 'hero');
      fl('impression');
      fl('click', {campaign_id: 'spring', placement_id: 'hero', variant: 'hero:b'});`);
    await on.collector.arrived(2);

    const events = on.collector.events();
    expect(events.find(({ type }) => type == 'impression')).toMatchObject({ product_id: 'p7', campaign_id: 'spring', placement_id: 'hero' });
    expect(events.find(({ type }) => type == 'click')).toMatchObject({ campaign_id: 'spring', placement_id: 'hero', variant: 'hero:b' });
  });

  it('carries custom properties under their own names, prefixed where a name is taken', async () => {
    await open(`fl('track', 'signup', {username: 'Shippy', company: 'Curalate', e: 'short key', url: 'short key', id: 7, 'p.x': 1, nested: {a: [1]}});`);
    await on.collector.arrived(1);

    expect(on.collector.events()[0]).toMatchObject({
      type: 'signup',
      username: 'Shippy',
      company: 'Curalate',
      'p.e': 'short key',
      'p.url': 'short key',
      'p.id': '7',
      'p.p.x': '1',
      nested: '{"a":[1]}',
    });
  });

  it.each([
    ['a short one, by GET', 'x', 'GET'],
    ['a long one, by POST', 'x'.repeat(8000), 'POST'],
  ])('keeps every character: %s', async (_, filler, method) => {
    const words = { german: 'Größe & Maß', greek: 'Ελλάδα', chinese: '世界', emoji: '👩‍👩‍👧 👋', plus: 'a+b c%20d', quote: '"\'<>\\', lone: 'cut \ud83d', 'näme': 'ü' };
    await open(`fl('track', 'words', ${JSON.stringify({ ...words, filler })});`);
    await on.collector.arrived(1);

    const [event] = on.collector.events();
    expect(event!.via.method).toBe(method);
    expect(event).toMatchObject({ ...words, lone: 'cut \ufffd', filler });
  });

  it('has a long title cut to as many characters as the column has bytes, which the processor cuts again', async () => {
    const title = '€'.repeat(1000);
    const html = `<!doctype html><meta charset="utf-8"><title>${title}</title>${snippet(on.collector.origin, { commands: `fl('pageView');` })}`;
    await on.page.goto(on.site.serve('/', { html }));
    await on.collector.arrived(1);

    expect(on.collector.events()[0]!.page_title).toBe('€'.repeat(512));
  });

  it('says that the browser sends Global Privacy Control', async () => {
    await on.page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }));
    await open(`fl('pageView');`);
    await on.collector.arrived(1);

    expect(on.collector.events()[0]).toMatchObject({ gpc: 'true' });
  });

  it.each([
    ['the lite build', { script: 'fl-lite.js' }, ''],
    ['storage: false', {}, `fl('init', '12345', {storage: false});`],
  ])('leaves nothing behind in the browser: %s', async (_, how, first) => {
    const html = markup(snippet(on.collector.origin, { ...how, commands: `${first} fl('set', 'visitor_id', 'v1'); fl('pageView'); fl('conversion', {order_id: 'A-1'});` }));
    await on.page.goto(on.site.serve('/', { html }));
    await on.collector.arrived(2);

    expect(await on.context.cookies()).toEqual([]);
    expect(await on.page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0]);
  });
});

describe('several pixels on a page', () => {
  it('get every event that is called after their init, or what names them', async () => {
    await open(`
      fl('track', 'to-first');
      fl('init', 'second');
      fl('track', 'to-both');
      fl('track', 'to-first-alone', {}, {pixels: ['12345']});
      fl('click', {}, {pixels: ['third']});
      fl('init', 'third', {endpoint: '${on.collector.origin}/'});`);
    await on.collector.arrived(5);

    const went = on.collector.events().map(({ type, pixel }) => `${type} ${pixel}`);
    expect(went.sort()).toEqual(['click third', 'to-both 12345', 'to-both second', 'to-first 12345', 'to-first-alone 12345']);
  });

  it('have one id of an event in common, and sequences of their own', async () => {
    await open(`fl('init', 'second'); fl('track', 'one', {}, {pixels: ['12345']}); fl('track', 'both');`);
    await on.collector.arrived(3);

    const both = on.collector.events().filter(({ type }) => type == 'both');
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
    expect(Object.fromEntries(both.map(({ pixel, sequence }) => [pixel, sequence]))).toEqual({ 12345: '2', second: '1' });
  });
});
