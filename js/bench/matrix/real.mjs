/**
 * The lives of a page that are none of its own, for real: in the back/forward cache, prerendered, in a tab that nobody looks at. What this Chromium does not do is
 * named in `facts.missing`, what it does in `facts.real`: it is tried, not looked up. No DevTools at the pages (`unwatched.mjs`).
 *
 * `facts.wrong` says what the log should not hold, beyond events and views, which others judge.
 */
import { BareChromium } from '../bare-chromium.mjs';
import { allTaken } from './routes.mjs';
import { isThere, track } from './scene.mjs';
import { ASKING, Unwatched } from './unwatched.mjs';

/** @typedef {import('./scene.mjs').Scene} Scene */
/** @typedef {{scene: Scene, browser: BareChromium}} World */
/** @typedef {{page: Unwatched, tab: string}} Opened `tab`: the target, which nobody attaches to */

/** How long Chromium may take to begin with a page that it was told to prerender; one that does not know the rules begins never. */
const PROBE_MS = 3_000;

/** @param {Scene} scene */
export async function real(scene) {
  Object.assign(scene.facts, { expected: [], real: [], missing: [], wrong: [] });
  const { pages } = scene.world.site;
  pages.set(scene.name, {
    options: { auto: { pageViews: true } },
    script: `wasPrerendered = document.prerendering; wasTold = false;
      addEventListener('pageshow', function (e) { wasCached = e.persisted; });
      addEventListener('storage', function (e) { wasTold = wasTold || e.key == 'fl:denied'; });` + ASKING,
  });
  pages.set(scene.name + '-away', { isBare: true, script: ASKING });
  const world = { scene, browser: await BareChromium.start() };
  try {
    if (await cached(world)) {
      await withdrawn(world);
    }
    await prerendered(world);
    await behind(world);
    await scene.arrived();
    scene.facts.wrong.push(...wrongIn(await logOf(scene)));
  } finally {
    await world.browser.stop();
  }
}

/** Away and back: one view more where the page was restored, and where it was loaded anew. @param {World} world @returns {Promise<boolean>} whether it was restored */
async function cached(world) {
  const { scene } = world;
  const [answered = '', leaving, back] = scene.numbers(3);
  const { page } = await open(world, await visitor(world), '?cached');
  await track(page, [answered]);
  await allTaken(page);
  await page.evaluate((/** @type {string} */ n) => addEventListener('pagehide', () => /** @type {any} */ (window).fl('track', 'matrix', { number: n }), { once: true }), leaving);
  await awayAndBack(scene, page);
  const isRestored = await page.evaluate(() => /** @type {any} */ (window).wasCached);
  const reasons = await page.evaluate(() => /** @type {any} */ (performance.getEntriesByType('navigation')[0]).notRestoredReasons?.reasons.map((/** @type {any} */ { reason }) => reason).join());
  note(scene, isRestored, 'back/forward cache', reasons ?? 'no reason given');
  await track(page, [String(back)]);
  await allTaken(page);
  await scene.arrived();
  const times = (await logOf(scene)).filter(({ number }) => number == answered).length;
  if (times != 1) {
    scene.facts.wrong.push(`${answered} was taken ${times} times, and had been answered before its page left`);
  }
  expectViews(scene, '?cached', '?cached');
  return isRestored;
}

/**
 * While it lies in the cache, consent is withdrawn in another tab. Back, it says nothing until it is told yes again. What it would have said waits for that, unless the
 * browser tells it of the refusal by then: then it is gone.
 *
 * @param {World} world
 */
async function withdrawn(world) {
  const { scene, browser } = world;
  const context = await visitor(world);
  const { page, tab } = await open(world, context, '?withdrawn');
  await awayAndBack(scene, page, async () => {
    const other = await open(world, context, '?other');
    await other.page.evaluate(`fl('consent', 'denied')`);
    await browser.ask('Target.activateTarget', { targetId: tab });
  });
  await page.waitForFunction('!document.hidden');
  await allTaken(page);
  const early = (await typesOf(scene, '?withdrawn')).slice(1);
  scene.facts.wrong.push(...early.map((type) => `${type} after consent was withdrawn`));
  scene.facts.toldOfTheRefusal = await page.evaluate('wasTold');
  await page.evaluate(`fl('consent', 'granted')`);
  await track(page, scene.numbers(1));
  await allTaken(page);
  expectViews(scene, '?withdrawn', '?other', ...(scene.facts.toldOfTheRefusal ? [] : ['?withdrawn']));
}

/** By speculation rules, two pages, of which one is never shown: nothing of either before it is. @param {World} world */
async function prerendered(world) {
  const { scene, browser } = world;
  const from = at(scene, '-away?from');
  const [next, never] = [at(scene, '?next'), at(scene, '?never')];
  await browser.ask('Target.createTarget', { url: from.url, browserContextId: await visitor(world) });
  await from.evaluate((/** @type {string[]} */ urls) => {
    const rules = document.createElement('script');
    rules.type = 'speculationrules';
    rules.textContent = JSON.stringify({ prerender: [{ urls, eagerness: 'immediate' }] });
    document.head.append(rules);
  }, [next.url, never.url]);
  const isPrerendered = await next.probe('document.prerendering', PROBE_MS).catch(() => false);
  if (isPrerendered) {
    await track(next, scene.numbers(1));
    await track(never, scene.numbersOnly(1));
    await allTaken(next);
    await allTaken(never);
    const early = [...(await typesOf(scene, '?next')), ...(await typesOf(scene, '?never'))];
    scene.facts.wrong.push(...early.map((type) => `${type} of a page that is only prerendered`));
  }
  await from.leave(`location.href = ${JSON.stringify(next.url)}`);
  await next.waitForFunction('!document.prerendering && !document.hidden');
  await allTaken(next);
  note(scene, await next.evaluate('wasPrerendered'), 'prerendering', 'it did not begin');
  expectViews(scene, '?next');
}

/** Opened behind the tab that one looks at: no view before somebody turns to it, and one however often that is; other events at once. @param {World} world */
async function behind(world) {
  const { scene, browser } = world;
  const context = await visitor(world);
  const front = at(scene, '-away?front');
  const { targetId } = await browser.ask('Target.createTarget', { url: front.url, browserContextId: context });
  await front.evaluate('');
  const { page, tab } = await open(world, context, '?behind', true);
  await track(page, scene.numbers(1));
  await allTaken(page);
  const isHidden = await page.evaluate('document.hidden');
  note(scene, isHidden, 'tabs in the background', 'every page is visible');
  if (isHidden) {
    await scene.arrived();
    const early = (await typesOf(scene, '?behind')).filter((type) => type == 'page_view');
    scene.facts.wrong.push(...early.map((type) => `${type} of a tab in the background`));
    for (const [seen, turnTo] of /** @type {[boolean, string][]} */ ([[true, tab], [false, targetId], [true, tab]])) {
      await browser.ask('Target.activateTarget', { targetId: turnTo });
      await page.waitForFunction(seen ? '!document.hidden' : 'document.hidden');
    }
    await allTaken(page);
  }
  expectViews(scene, '?behind');
}

/** To a page without a tracker, and back when `meanwhile` is over. @param {Scene} scene @param {Unwatched} page @param {() => Promise<void>} [meanwhile] */
async function awayAndBack(scene, page, meanwhile) {
  const away = at(scene, '-away' + new URL(page.url).search);
  await allTaken(page);
  await page.leave(`location.href = ${JSON.stringify(away.url)}`);
  await away.evaluate('');
  await meanwhile?.();
  await away.leave('history.back()');
  await isThere(page);
  await allTaken(page);
}

/** @param {Scene} scene @param {string} rest of the address */
function at(scene, rest) {
  return new Unwatched(scene.world.site.orders, scene.url + rest, scene.world.withinMs);
}

/** @param {World} world @returns {Promise<string>} a visitor with nothing stored */
async function visitor({ browser }) {
  return (await browser.ask('Target.createBrowserContext')).browserContextId;
}

/** A page on which the tracker runs, and has said what it had to say. @param {World} world @param {string} context @param {string} search @param {boolean} [background] @returns {Promise<Opened>} */
async function open({ scene, browser }, context, search, background = false) {
  const page = at(scene, search);
  const { targetId } = await browser.ask('Target.createTarget', { url: page.url, browserContextId: context, background });
  await isThere(page);
  await allTaken(page);
  return { page, tab: targetId };
}

/** @param {Scene} scene @param {...string} searches of the pages of which a view each must be in the log */
function expectViews(scene, ...searches) {
  scene.facts.expected.push(...searches.map((search) => `/${scene.name}${search}`));
}

/** @param {Scene} scene @param {boolean} isReal @param {string} what @param {string} [reason] */
function note({ facts }, isReal, what, reason) {
  isReal ? facts.real.push(what) : facts.missing.push(`${what} (${reason})`);
}

/** Everything of the scenario that has been answered so far. @param {Scene} scene @returns {Promise<import('./stage.mjs').Arrival[]>} */
async function logOf(scene) {
  await scene.stage.position();
  return scene.stage.log(scene.name);
}

/** @param {Scene} scene @param {string} search @returns {Promise<string[]>} */
async function typesOf(scene, search) {
  return (await logOf(scene)).filter(({ page_url }) => page_url == scene.url + search).map(({ type }) => type);
}

/** Times that are not in their order, and sessions whose events are not numbered from 1 on. @param {import('./stage.mjs').Arrival[]} log @returns {string[]} */
function wrongIn(log) {
  const late = log.filter(({ created_at, sent_at, received_at }) => !(+created_at <= +sent_at && +sent_at <= received_at));
  /** @type {Map<string, Map<string, number>>} */
  const sessions = new Map();
  log.forEach(({ session_id, id, sequence }) => sessions.set(session_id, (sessions.get(session_id) ?? new Map()).set(id, +sequence)));
  const gaps = [...sessions].filter(([, numbers]) => [...numbers.values()].sort((a, b) => a - b).some((number, i) => number != i + 1));
  return [...late.map(({ type, page_url }) => `times of ${type} at ${page_url}`), ...gaps.map(([session, numbers]) => `numbers of session ${session}: ${[...numbers.values()]}`)];
}
