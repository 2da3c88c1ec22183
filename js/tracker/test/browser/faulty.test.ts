/** One event, one collector, one page or one word that is at fault costs nothing else. */
import { describe, expect, it } from 'vitest';
import { PROOF } from './behind';
import { markup, snippet } from './site';
import { stage } from './stage';
import { prove } from './tabs';

const on = stage();

/** What a page's own markup can have without any script, and `document.currentScript` gives in the place of what it means. */
const IN_PLACE_OF_THE_SCRIPT = (attributes: string) => `<img name="currentScript" ${attributes}>`;

/** Nobody listens there. */
const DEAD = 'http://127.0.0.1:9';

describe('what fails', () => {
  it('is no more than the one event that the network resets: those behind it arrive', async () => {
    await on.page.route(on.collector.origin + '/**', (route) => (/poison/.test(route.request().url() + route.request().postData()) ? route.abort('connectionreset') : route.continue()));
    await open(`fl('pageView');`);
    await on.collector.arrived(1);

    const isGivenUp = on.page.waitForEvent('requestfailed', (request) => request.resourceType() == 'image'); // by the last of its means
    await on.page.evaluate(`fl('track', 'poison')`);
    await isGivenUp;
    for (const type of ['first', 'second']) {
      await on.page.evaluate(`fl('track', '${type}')`);
      await on.collector.arrived(1, () => types().filter((each) => each == type));
    }

    expect(types()).toEqual(['page_view', 'first', 'second']);
  });

  it('is no more than the one collector that is dead: what is for the other arrives', async () => {
    await open(`fl('init', 'dead', {endpoint: '${DEAD}'}); fl('pageView');`);
    await on.collector.arrived(1);

    await on.page.evaluate(`fl('conversion', {order_id: '1'})`);
    await on.collector.arrived(2);

    expect(types()).toEqual(['page_view', 'conversion']);
  });

  it.each([
    ['a form with the name of a property', '<form name="title"></form>', ''],
    ['a variable with the name of one', '', '<script>let screen = null;</script>'],
  ])('is not an event because of %s', async (_, body, before) => {
    await open('', { body, before });

    await on.page.evaluate(`fl('conversion', {order_id: '7'})`);
    await on.collector.arrived(1);

    expect(types()).toEqual(['conversion']);
  });

  it.each([
    ['fl.js', ''],
    ['fl-lite.js', ''],
    ['fl.js', 'src="//localhost:9"'],
    ['fl-lite.js', 'src="//localhost:9"'],
  ])('is not a view because of a frame named "hidden", which the browser gives for what it says itself: %s, %s', async (script, of) => {
    await open('', { script, before: `<iframe name="hidden" ${of}></iframe>` });

    await on.page.evaluate(`fl('pageView')`);
    await on.collector.arrived(1);

    expect(types()).toEqual(['page_view']);
  });

  it.each(['fl.js', 'fl-lite.js'])('is not what the page hears, where zone.js takes what is neither true nor false for options: %s', async (script) => {
    const wrap = `<script>
      given = [];
      for (const name of ['addEventListener', 'removeEventListener']) {
        const original = EventTarget.prototype[name];
        EventTarget.prototype[name] = function (type, heard, how) { given.push(how); return original.apply(this, arguments); };
      }
    </script>`;
    await open(`fl('init', '12345', {auto: {pageViews: true, clicks: true}});`, { script, before: wrap });
    await on.collector.arrived(1, () => on.collector.ledger.filter(({ path }) => path == '/' + script));

    expect(await on.page.evaluate(`given.filter((how) => typeof how == 'number')`)).toEqual([]);
  });

  it.each(['undefined', 'null', 'Promise.resolve()', 'Promise.resolve(null)'])('is not the page where its own fetch gives %s', async (given) => {
    await open('', { before: `<script>window.fetch = () => ${given};</script>` });

    await on.page.evaluate(`fl('pageView')`);

    expect(await on.page.evaluate(() => new Promise((after) => setTimeout(() => after('quiet'))))).toBe('quiet'); // an error of ours would be one of the stage
  });
});

describe('an element in the place of the script that runs', () => {
  it('does not say where events go', async () => {
    const asked: string[] = [];
    on.page.on('request', (request) => asked.push(request.url()));
    on.collector.holdLibrary();
    const html = markup(snippet(on.collector.origin, { commands: `fl('pageView')` }), IN_PLACE_OF_THE_SCRIPT(`src="${DEAD}/x.png"`));
    await on.page.goto(on.site.serve('/', { html }), { waitUntil: 'domcontentloaded' });

    on.collector.releaseLibrary();
    await on.page.waitForFunction(() => window.fl.v);
    await prove(on);

    expect(asked.filter((url) => url.startsWith(DEAD))).toEqual([DEAD + '/x.png']);
    expect(on.console).toContain('[firstlight] refused init'); // it has to be told where, by `endpoint`
  });

  it('does not say which consent was given', async () => {
    const adapter = `<script async src="${on.collector.origin}/fl-callback.js" data-read="Banner.consent" data-event="banner"></script>`;
    await open(`fl('init', '12345', {endpoint: '${on.collector.origin}'}); fl('pageView');`, { consent: '', body: IN_PLACE_OF_THE_SCRIPT('data-read="document.title"') + adapter });
    await on.page.waitForLoadState('load');

    await prove(on);

    expect(types()).toEqual([]);
  });
});

describe('what cannot be sent', () => {
  it.each([
    ['a trait', `fl('identify', 'u1', {account: cycle})`],
    ['a field of the page', `fl('set', 'a', 10n)`],
    ['an item', `fl('addItem', {id: 'p2', price: 10n})`],
    ['a property', `fl('addProperty', 'a', cycle)`],
    ['a field of the next event', `fl('add', {a: document.body.firstChild, b: cycle})`],
  ])('spoils no event that comes later: %s', async (_, said) => {
    await open('');

    await on.page.evaluate(`var cycle = {}; cycle.self = cycle; fl('addItem', {id: 'p1'}); ${said}; fl('conversion', {order_id: '1'})`);
    await on.collector.arrived(1);

    expect(on.collector.events()).toMatchObject([{ type: 'conversion', order_id: '1', items: '[{"id":"p1"}]' }]);
    expect(on.console.filter((line) => line.includes('refused'))).toHaveLength(1);
  });

  it('is not a page of which a form is named as its referrer is', async () => {
    await open('', { body: '<form name="referrer"><input name="a"></form>' });

    await on.page.evaluate(`document.forms[0].reactState = {form: document.forms[0]}; fl('conversion', {order_id: '1'})`);
    await on.collector.arrived(1);

    expect(types()).toEqual(['conversion']);
  });

  it('is no name with NUL or half of a pair in it', async () => {
    await open('');

    await on.page.evaluate(String.raw`fl('track', 'a', {['x\0']: 1}); fl('track', 'b', {['y\ud800']: 2})`);
    await on.collector.arrived(2);

    expect(on.collector.events().map((event) => [event.type, event['x\ufffd'], event['y\ufffd']])).toEqual([['a', '1', undefined], ['b', undefined, '2']]);
  });
});

it('an image that the browser holds back does not leave after a refusal', async () => {
  await open('', { before: `<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`, consent: 'granted' });
  const ours = () => on.collector.ledger.filter(({ path }) => path.startsWith('/12345/'));
  // As many as the browser opens to one host are busy.
  await on.page.evaluate((origin) => (window.seen = Array.from({ length: 6 }, (_, i) => Object.assign(new Image(), { src: `${origin}/slow?${i}` }))), on.collector.origin);
  await on.collector.arrived(6, () => on.collector.requests('GET', '/slow'));
  const asked = on.page.waitForEvent('request', (request) => request.resourceType() == 'image' && request.url().includes('/12345/'));
  await on.page.evaluate(`fl('track', 'before')`);
  await asked;

  await on.page.evaluate(`fl('consent', 'denied')`);
  await on.page.evaluate(() => window.seen.forEach((image: HTMLImageElement) => (image.src = '')));
  await on.page.evaluate((url) => new Promise((done) => Object.assign(new Image(), { onload: done, onerror: done, src: url })), on.collector.origin + PROOF);

  expect(ours()).toEqual([]);
});

it.each(['7', '{}', 'null', '"0"'])('an answer that names %s to be sent again is one that names none', async (retry) => {
  await open('');
  on.collector.answerHits({ status: 200, headers: { 'content-type': 'application/json' }, body: `{"retry":${retry}}` });

  await on.page.evaluate(`fl('track', 'a'); fl('track', 'b')`);
  await on.collector.arrived(2);
  await prove(on);
  on.collector.answerHits(undefined);
  await on.page.evaluate(`fl('track', 'c')`);
  await on.collector.arrived(1, () => types().filter((type) => type == 'c')); // an error of ours would be one of the stage
});

it('what is said in pagehide behind the tracker leaves at once, each event by itself', async () => {
  await open('');
  await on.page.evaluate(`addEventListener('pagehide', () => { fl('track', 'a'); fl('track', 'b'); })`);

  await on.page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide'))`);
  await on.collector.arrived(2);

  expect(on.collector.events().map(({ type, via }) => [type, via.method]).sort()).toEqual([['a', 'GET'], ['b', 'GET']]);
});

describe('back from the cache of the browser', () => {
  const HIDE = `dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}));`;
  const BACK = `dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));`;

  /** What another page of the site does meanwhile. */
  async function meanwhile(consent: string) {
    const other = await on.context.newPage();
    await other.goto(on.site.serve('/other', { html: markup(snippet(on.collector.origin, { consent, commands: `fl('track', 'there');` })) }));
    await on.collector.arrived(1, () => types().filter((each) => each == 'there'));
    await prove(on, other); // it has heard so: what it leaves behind is not sent again
    await other.close();
  }

  it('a page on which nobody has answered erases nothing of a yes on another', async () => {
    await open(`fl('pageView');`, { consent: '' });
    await on.page.evaluate(HIDE);
    await meanwhile('granted');

    await on.page.evaluate(BACK);

    expect(await on.page.evaluate(() => Object.keys(localStorage))).toContain('fl:v');
  });

  it('a page where nobody has to be asked goes on, though it had said nothing before another did', async () => {
    await open('', { consent: 'not_required' });
    await on.page.evaluate(HIDE);
    await meanwhile('not_required');

    await on.page.evaluate(BACK + `fl('track', 'here');`);
    await on.collector.arrived(2);

    expect(types()).toEqual(['there', 'here']);
  });

  it.each(['', 'storage: false'])('a page that was told yes and has kept nothing is silent until it is told again, for it cannot know: {%s}', async (options) => {
    await open(`fl('init', '12345', {${options}});`, { consent: 'granted' });
    await on.page.evaluate(HIDE + BACK + `fl('track', 'after');`);
    await prove(on);
    expect(types()).toEqual([]);

    await on.page.evaluate(`fl('consent', 'granted')`);
    await on.collector.arrived(1);

    expect(types()).toEqual(['after']);
  });
});

it('an opt-out stays where the page empties its storage before the visitor goes on', async () => {
  await open('');
  await on.page.evaluate(`fl('optOut'); localStorage.clear()`);

  await open(`fl('track', 'after');`);
  await prove(on);

  expect(types()).toEqual([]);
});

async function open(commands: string, { consent = 'not_required', body = '', before = '', script = 'fl.js' } = {}) {
  await on.page.goto(on.site.serve('/', { html: markup(before + snippet(on.collector.origin, { consent, commands, script }), body) }));
  await on.page.waitForFunction(() => window.fl?.v);
}

function types(): string[] {
  return on.collector.events().map(({ type }) => type);
}
