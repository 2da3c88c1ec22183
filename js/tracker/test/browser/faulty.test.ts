/** One event, one collector, one page or one word that is at fault costs nothing else. */
import { describe, expect, it } from 'vitest';
import { markup, snippet } from './site';
import { stage } from './stage';
import { prove } from './tabs';

const on = stage();

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

  it.each(['fl.js', 'fl-lite.js'])('is not a view because of a frame named "hidden", which the browser gives for what it says itself: %s', async (script) => {
    await open('', { script, before: '<iframe name="hidden"></iframe>' });

    await on.page.evaluate(`fl('pageView')`);
    await on.collector.arrived(1);

    expect(types()).toEqual(['page_view']);
  });

  it.each(['undefined', 'null', 'Promise.resolve()', 'Promise.resolve(null)'])('is not the page where its own fetch gives %s', async (given) => {
    await open('', { before: `<script>window.fetch = () => ${given};</script>` });

    await on.page.evaluate(`fl('pageView')`);

    expect(await on.page.evaluate(() => new Promise((after) => setTimeout(() => after('quiet'))))).toBe('quiet'); // an error of ours would be one of the stage
  });
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
