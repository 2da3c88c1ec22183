/** What every build does alike, by one suite; and pages that are hostile, by intent or by accident, in which no build may break anything. */
import { describe, expect, it } from 'vitest';
import { openCase, type Embed } from './consentPage';
import { markup } from './site';
import { stage } from './stage';

const on = stage();
const LONG = 'x'.repeat(8000);
const BUILDS: Embed['script'][] = ['fl.js', 'fl-lite.js', 'fl.mjs', 'fl-lite.mjs'];
const GRANT = `fl('consent', 'granted');`;

const tries = () => on.collector.ledger.filter(({ url }) => url.includes('type=kept'));
const idOf = (url: string) => new URLSearchParams(url.replace(/.*\?/, '')).get('id');
const find = (type: string) => on.collector.events().find((event) => event.type == type)!;
const run = (commands: string) => on.page.evaluate(`{ ${commands} }`);

describe.each(BUILDS)('sending, with %s', (script) => {
  /** A page on which everything may leave, and what waited has. */
  async function open(): Promise<void> {
    await openCase(on, {}, { script });
    await run(GRANT);
    await on.collector.arrived(3);
  }

  it('a short event is a GET, with an id that says when, and no preflight', async () => {
    await open();
    await run(`fl('track', 'short', {note: 'Größe & <b>', of: {a: 1}});`);
    await on.collector.arrived(4);

    const event = find('short');
    expect(event.via.method).toBe('GET');
    expect(event).toMatchObject({ pixel: '12345', note: 'Größe & <b>', of: '{"a":1}', consent: 'granted', page_title: 'A page' });
    expect(parseInt(event.id.slice(0, 13).replace('-', ''), 16)).toBe(Number(event.created_at));
    expect(on.collector.requests('OPTIONS')).toEqual([]);
  });

  it('a long event is a POST of text, and no preflight', async () => {
    await open();
    await run(`fl('track', 'long', {filler: '${LONG}'});`);
    await on.collector.arrived(4);

    expect(find('long').via.headers['content-type']).toMatch(/^text\/plain/);
    expect(find('long')).toMatchObject({ filler: LONG });
    expect(on.collector.requests('OPTIONS')).toEqual([]);
  });

  it('what is said once goes with what it is said for', async () => {
    await open();
    await run(`fl('set', 'plan', 'gold'); fl('addItem', {id: 'p1'}); fl('conversion', {order_id: 'A-2', value: 0.1 + 0.2}); fl('track', 'later');`);
    await on.collector.arrived(5);

    const order = on.collector.events().find(({ order_id }) => order_id == 'A-2');
    expect(order).toMatchObject({ plan: 'gold', items: '[{"id":"p1"}]', value: '0.3', user_id: 'u1', tier: 'gold' });
    expect(find('later')).toMatchObject({ plan: 'gold' });
    expect(find('later')).not.toHaveProperty('items');
  });

  it('an event for two pixels is one event, under one id', async () => {
    await open();
    await run(`fl('init', 'second', {endpoint: '${on.collector.origin}'}); fl('track', 'both'); fl('track', 'one', {}, {pixels: ['second']});`);
    await on.collector.arrived(6);

    const both = on.collector.events().filter(({ type }) => type == 'both');
    expect(both.map(({ pixel }) => pixel).sort()).toEqual(['12345', 'second']);
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
    expect(find('one').pixel).toBe('second');
  });

  it('what is called while the page goes arrives', async () => {
    await open();
    await run(`addEventListener('pagehide', () => { fl('track', 'left'); fl('track', 'left_long', {filler: '${LONG}'}); });`);

    await on.page.goto(on.site.serve('/next', { html: markup('') }));
    await on.collector.arrived(5);

    expect([find('left').pixel, find('left_long').filler.length]).toEqual(['12345', LONG.length]);
  });

  it('a collector that asks for a pause is asked again by the full build, with the same id, and let be by the lite one', async () => {
    await open();
    on.collector.answerHits({ status: 503, headers: { 'retry-after': '1' } });
    await run(`fl('track', 'kept');`);
    await on.collector.arrived(1, tries);
    on.collector.answerHits(undefined);
    if (script.includes('lite')) {
      await on.page.evaluate(() => new Promise((later) => setTimeout(later, 1500))); // past the pause, by the page's clock
    } else {
      await on.collector.arrived(2, tries);
    }

    expect(new Set(tries().map(({ url }) => idOf(url))).size).toBe(1);
    expect(tries().map(({ isRefused }) => isRefused)).toEqual(script.includes('lite') ? [true] : [true, false]);
  });
});

/** What a page has done to its own world before ours came, and whether an event still leaves. */
const HOSTILE: [what: string, page: string, arrives: boolean][] = [
  ['Object.prototype has more in it', `Object.prototype.extra = 'x'; Object.prototype.each = function () {}; Array.prototype.first = function () { return this[0] };`, true],
  ['the prototypes are frozen', `[Object, Array, Function, String, Promise].forEach((of) => Object.freeze(of.prototype));`, true],
  ['fetch is missing', `delete window.fetch;`, true],
  ['fetch throws', `window.fetch = () => { throw new Error('theirs') };`, true],
  ['fetch answers with nonsense', `window.fetch = () => 7;`, false],
  ['fetch and images are missing', `delete window.fetch; window.Image = undefined;`, false],
  ['there is no crypto', `Object.defineProperty(window, 'crypto', {value: undefined});`, false],
  ['asking for crypto throws', `Object.defineProperty(window, 'crypto', {get() { throw new Error('theirs') }});`, false],
  ['asking for storage throws', `['localStorage', 'sessionStorage'].forEach((name) => Object.defineProperty(window, name, {get() { throw new Error('theirs') }}));`, true],
  ['there is no storage', `Object.defineProperty(window, 'localStorage', {value: null});`, true],
  ['storage is full', `Storage.prototype.setItem = () => { throw new Error('theirs') };`, true],
  ['there are no locks', `Object.defineProperty(Navigator.prototype, 'locks', {value: undefined});`, true],
  ['asking for locks throws', `localStorage.setItem('fl:egone:left', 'by a page that is gone'); Object.defineProperty(Navigator.prototype, 'locks', {get() { throw new Error('theirs') }});`, true],
  ['there is no beacon', `Navigator.prototype.sendBeacon = undefined;`, true],
  ['nothing can be aborted', `window.AbortController = undefined;`, false],
  ['the console throws', `console.warn = console.log = () => { throw new Error('theirs') };`, true],
  ['the console is missing', `window.console = undefined;`, true],
  ['there is no Intl', `window.Intl = undefined;`, true],
];

describe.each(BUILDS)('a hostile page, with %s', (script) => {
  it.each(HOSTILE)('goes on where %s', async (_, page, arrives) => {
    await openCase(on, { page }, { script });
    await run(`${GRANT} fl('track', 'after'); fl('nobody knows this'); fl('consent', null); window.seen = 'the page goes on';`);
    if (arrives) {
      await on.collector.arrived(4);
    }

    expect(await on.page.evaluate(() => window.seen)).toBe('the page goes on');
    expect(new Set(on.collector.events().map(({ id }) => id)).size).toBe(arrives ? 4 : 0);
  });
});
