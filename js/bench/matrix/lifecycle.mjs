/**
 * The lives of a page that are none of its own: frozen in the back/forward cache, prerendered, in a tab that nobody looks at. For real where this Chromium
 * does that (it is tried, not looked up); by the events and states that a browser would show, everywhere.
 */
import { launchChromium } from '../../browser/chromium.mjs';
import { isThere, track } from './scene.mjs';
import { allTaken } from './routes.mjs';

/** @typedef {import('./scene.mjs').Scene} Scene */
/** @typedef {import('playwright-core').Page} Page */

/** How long Chromium may take to say what it does about a page to prerender; one that does not know the rules says nothing. */
const PROBE_MS = 3_000;

/** Playwright turns the cache off. */
const WITH_CACHE = { without: ['--disable-back-forward-cache'] };

/** By the events a browser would send. @param {Scene} scene */
export async function lifecycle(scene) {
  scene.world.site.pages.set(scene.name, {
    options: { auto: { pageViews: true } },
    script: `if (location.search) {
      state = location.search.slice(1);
      Object.defineProperty(document, 'hidden', {get: function () { return state != 'visible'; }});
      Object.defineProperty(document, 'visibilityState', {get: function () { return state == 'visible' ? state : 'hidden'; }});
      Object.defineProperty(document, 'prerendering', {get: function () { return state == 'prerendered'; }});
    }`,
  });
  scene.facts.expected = [];
  const seen = await cached(scene);
  await unseen(scene, seen, 'hidden');
  await unseen(scene, seen, 'prerendered');
}

/** Out of the back/forward cache. @param {Scene} scene */
async function cached(scene) {
  const page = await scene.open(await scene.visitor());
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await track(page, scene.numbers(1));
  await allTaken(page);
  scene.facts.expected.push('/lifecycle', '/lifecycle');
  return page;
}

/**
 * Until somebody looks at it, no view leaves, and of other events only those of a page that is not merely prerendered.
 *
 * @param {Scene} scene @param {Page} seen another page @param {string} state
 */
async function unseen(scene, seen, state) {
  const url = `${scene.url}?${state}`;
  const page = await scene.open(await scene.visitor(), url);
  await track(page, scene.numbers(1));
  await allTaken(page);
  scene.facts[`${state}AtOnce`] = await typesInTheLog(scene, seen, url);
  await page.evaluate(() => {
    /** @type {any} */ (window).state = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await allTaken(page);
  await scene.arrived();
  scene.facts.expected.push(`/lifecycle?${state}`);
}

/** Of a page, when what was taken before has been read. @param {Scene} scene @param {Page} seen makes an event that is waited for @param {string} url */
async function typesInTheLog(scene, seen, url) {
  const last = scene.numbers(1);
  await track(seen, last);
  await scene.arrived(last);
  return (await scene.stage.log(scene.name)).filter(({ page_url }) => page_url == url).map(({ type }) => type);
}

/**
 * The same for real. What this Chromium does not do is named in `facts.missing`, with the reason where it gives one.
 *
 * @param {Scene} scene
 */
export async function real(scene) {
  Object.assign(scene.facts, { expected: [], missing: [] });
  scene.world.site.pages.set(scene.name, { options: { auto: { pageViews: true } }, script: `from = []; addEventListener('pageshow', function (e) { from.push(e.persisted); }); wasPrerendered = document.prerendering;` });
  const browser = await launchChromium(WITH_CACHE);
  try {
    const seen = await (await browser.newContext()).newPage();
    await fromCache(scene, seen);
    await prerendered(scene, seen, await (await browser.newContext()).newPage());
    await inBackground(scene, seen, await (await browser.newContext()).newPage());
    await allTaken(seen);
  } finally {
    await browser.close();
  }
}

/** Away and back: one view more where the page was restored, and where it was loaded anew. @param {Scene} scene @param {Page} page */
async function fromCache(scene, page) {
  const session = await page.context().newCDPSession(page);
  /** @type {string[]} */
  const reasons = [];
  session.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) => reasons.push(...notRestoredExplanations.map(({ reason }) => reason)));
  await session.send('Page.enable');
  await page.goto(scene.url);
  await isThere(page);
  await allTaken(page);
  await page.goto(scene.gone);
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForURL(scene.url);
  await isThere(page);
  await allTaken(page);
  if (!(await page.evaluate(() => /** @type {any} */ (window).from)).includes(true)) {
    scene.facts.missing.push(`back/forward cache (${reasons})`);
  }
  scene.facts.expected.push('/real', '/real');
}

/** Prerendered by speculation rules: no view before it is shown. @param {Scene} scene @param {Page} seen another page @param {Page} page */
async function prerendered(scene, seen, page) {
  const url = scene.url + '?next';
  await page.goto(scene.gone);
  const session = await page.context().newCDPSession(page);
  await session.send('Preload.enable');
  const outcome = new Promise((told) => {
    session.on('Preload.prerenderStatusUpdated', ({ status, prerenderStatus }) => /Ready|Success|Failure|NotSupported/.test(status) && told(prerenderStatus ?? status));
    setTimeout(told, PROBE_MS, 'not heard of');
  });
  await page.evaluate((url) => {
    const rules = document.createElement('script');
    rules.type = 'speculationrules';
    rules.textContent = JSON.stringify({ prerender: [{ urls: [url], eagerness: 'immediate' }] });
    document.head.append(rules);
    document.body.append(Object.assign(document.createElement('a'), { href: url, textContent: 'next' }));
  }, url);
  const status = await outcome;
  const before = await typesInTheLog(scene, seen, url);
  await page.click('a');
  await page.waitForURL(url);
  await isThere(page);
  await allTaken(page);
  if (await page.evaluate(() => /** @type {any} */ (window).wasPrerendered)) {
    scene.facts.prerenderedBefore = before;
  } else {
    scene.facts.missing.push(`prerendering (${status})`);
  }
  scene.facts.expected.push('/real?next');
}

/** Opened behind the tab that one looks at: no view before somebody turns to it. @param {Scene} scene @param {Page} seen another page @param {Page} page */
async function inBackground(scene, seen, page) {
  const url = scene.url + '?behind';
  await page.goto(scene.gone);
  const session = await page.context().newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  const [tab] = await Promise.all([page.context().waitForEvent('page'), session.send('Target.createTarget', { url, background: true, browserContextId: targetInfo.browserContextId })]);
  await tab.waitForURL(url);
  await isThere(tab);
  await allTaken(tab);
  if (await tab.evaluate(() => document.hidden)) {
    scene.facts.behindBefore = await typesInTheLog(scene, seen, url);
    await tab.bringToFront();
    await tab.waitForFunction(() => !document.hidden);
  } else {
    scene.facts.missing.push('tabs in the background (every page is visible)');
  }
  await allTaken(tab);
  scene.facts.expected.push('/real?behind');
}
