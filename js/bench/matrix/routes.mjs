/** Which changes of the address are page views, with the tracker's own watching (`auto`): exactly one each where there should be one. */
import { isThere, track } from './scene.mjs';

/** @typedef {import('./scene.mjs').Scene} Scene */

const back = `new Promise((done) => { addEventListener('popstate', done, {once: true}); history.back(); })`;
const forward = back.replace('back()', 'forward()');

/** What a visitor or a router does, each in a task of its own, and the path of the page view that it is. @type {[what: string, action: string, view?: string][]} */
const STEPS = [
  ['push', `history.pushState({}, '', '/routes/a')`, '/routes/a'],
  ['push of the same address', `history.pushState({n: 1}, '', location.href)`],
  ['replace', `history.replaceState({}, '', '/routes/b')`, '/routes/b'],
  ['replace of the same address', `history.replaceState({y: 9}, '', location.href)`],
  ['replace of the state alone', `history.replaceState({y: 10}, '')`],
  ['hash', `location.hash = 'top'`],
  ['hash pushed', `history.pushState({}, '', '#two')`],
  ['back over a hash', back],
  ['shallow query', `history.replaceState({}, '', '?sort=price')`],
  ['shallow query pushed', `history.pushState({}, '', '?sort=name')`],
  ['push and redirect in one task', `history.pushState({}, '', '/routes/old'); history.replaceState({}, '', '/routes/c?x=1')`, '/routes/c?x=1'],
  ['there and back in one task', `history.pushState({}, '', '/routes/d'); history.replaceState({}, '', '/routes/c?x=1')`],
  ['push with a title that comes after', `history.pushState({}, '', '/routes/e'); document.title = 'E'`, '/routes/e'],
  ['back', back, '/routes/c?x=1'],
  ['forward', forward, '/routes/e'],
];

/** Both ways of hearing of it: the Navigation API, and what browsers before it have. @param {Scene} scene */
export async function routes(scene) {
  scene.world.site.pages.set(scene.name, { options: { auto: { pageViews: true } }, script: `if (location.search == '?old') { Object.defineProperty(window, 'navigation', {value: undefined}); }` });
  scene.facts.expected = [];
  for (const search of ['', '?old']) {
    const page = await scene.open(await scene.visitor(), scene.url + search);
    scene.facts.expected.push(`/${scene.name}${search}`);
    for (const [, action, view] of STEPS) {
      await page.evaluate(action);
      await page.evaluate(() => new Promise((done) => setTimeout(done))); // a view waits for the end of its task
      if (view) {
        scene.facts.expected.push(view);
      }
    }
    await allTaken(page);
    await track(page, scene.numbers(1));
    await scene.arrived(); // and so has what was taken before
  }
}

/** The collector has said what became of everything that the page made: nothing more is to come. @param {import('./scene.mjs').Asked} page */
export async function allTaken(page) {
  await isThere(page);
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('fl:e')));
}
