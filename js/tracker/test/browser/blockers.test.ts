/** What docs/blockers.md says: with rules of the generic block lists as a filter in the browser, the default path is dropped, an alias passes, and a no stays one. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { BLOCKED_AFTER } from '../../src/patience';
import { markup, snippet } from './site';
import { stage } from './stage';

const on = stage();

/** Of EasyPrivacy, its list of general rules (easyprivacy_general.txt), those that hit a pixel whoever serves it; as read in November 2026. */
const RULES = ['/pixel.png?', '/pixel.gif?', '/p.gif?', '/i.gif?', '/px.gif?', '/pxl.png?'];

/** Requests that the filter has dropped. */
let dropped: string[];

beforeEach(async () => {
  dropped = [];
  await on.page.route(
    (url) => RULES.some((rule) => url.href.includes(rule)),
    (route) => {
      dropped.push(route.request().url());
      return route.abort('blockedbyclient');
    },
  );
  await on.page.addInitScript(() => {
    const later = window.setTimeout;
    window.setTimeout = ((what: () => void) => later(what, 0)) as never; // nobody waits for pauses here
  });
});

const open = (commands: string, options = '{}') => on.page.goto(on.site.serve('/', { html: markup(snippet(on.collector.origin, { commands: `fl('init', '12345', ${options}); ${commands}` })) }));
const prove = () => on.page.evaluate((url) => fetch(url, { mode: 'no-cors' }).then(() => {}), on.collector.origin + '/proof');

it('the default path is dropped, and the tries stop', async () => {
  await open(`fl('pageView');`);
  await on.page.waitForFunction(() => window.fl?.v);
  await expect.poll(() => dropped.length, { timeout: 20_000 }).toBe(2 * BLOCKED_AFTER); // by fetch and by image

  for (let i = 0; i < 5; i++) {
    await on.page.evaluate(() => window.fl('track', 'more'));
    await prove();
  }

  expect(dropped).toHaveLength(2 * BLOCKED_AFTER);
  expect(on.collector.events()).toEqual([]);
});

it('an alias passes', async () => {
  await open(`fl('pageView');`, `{pixelName: 'event.png'}`);
  await on.collector.arrived(1);

  expect(on.collector.events()[0]!.via.path).toBe('/12345/event.png');
  expect(dropped).toEqual([]);
});

describe('a no stays a no under an alias', () => {
  it.each([
    ['an opt-out', `fl('optOut');`],
    ['a refusal', `fl('consent', 'denied');`],
  ])('%s', async (_, no) => {
    await open(`${no} fl('pageView');`, `{pixelName: 'event.png', eventsName: 'inbox'}`);
    await on.page.waitForFunction(() => window.fl?.v);
    await on.page.evaluate(() => window.fl('track', 'after'));
    await prove();

    expect(on.collector.ledger.map(({ path }) => path)).toEqual(['/fl.js', '/proof']);
  });
});

it('the documents name these rules', () => {
  const page = readFileSync(new URL('../../docs/blockers.md', import.meta.url), 'utf8');

  expect(RULES.filter((rule) => !page.includes(rule))).toEqual([]);
});
