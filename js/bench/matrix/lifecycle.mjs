/**
 * The lives of a page that are none of its own: frozen in the back/forward cache, prerendered, in a tab that nobody looks at. By the events and states that a
 * browser would show; for real: `real.mjs`.
 */
import { track } from './scene.mjs';
import { allTaken } from './routes.mjs';

/** @typedef {import('./scene.mjs').Scene} Scene */
/** @typedef {import('playwright-core').Page} Page */

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
  scene.facts.expected.push('/' + scene.name, '/' + scene.name);
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
  scene.facts.expected.push(`/${scene.name}?${state}`);
}

/** Of a page, when what was taken before has been read. @param {Scene} scene @param {Page} seen makes an event that is waited for @param {string} url */
async function typesInTheLog(scene, seen, url) {
  const last = scene.numbers(1);
  await track(seen, last);
  await scene.arrived(last);
  return (await scene.stage.log(scene.name)).filter(({ page_url }) => page_url == url).map(({ type }) => type);
}
