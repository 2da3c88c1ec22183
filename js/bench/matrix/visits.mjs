/** Visits on which nothing fails, and that are short, or many at a time, or end while much is under way. Who leaves does not come back, unless it is said. */
import { closeTab, isThere, track } from './scene.mjs';

/** @typedef {import('./scene.mjs').Scene} Scene */
/** @typedef {{rounds: number, events: number}} Size */

/** Visitors at a time. A bound for this machine's memory. */
const AT_A_TIME = 5;

/** Within which what leaves with a page is in the log; for a figure that is shown and bound to nothing. */
const AT_ONCE_MS = 1_000;

/** A page that is left alone. @param {Scene} scene @param {Size} size */
export async function steady(scene, { rounds, events }) {
  for (let round = 0; round < rounds; round++) {
    await track(await scene.open(await scene.visitor()), scene.numbers(events));
    await scene.arrived();
    await scene.leave();
  }
}

/**
 * The visitor leaves 400 ms after the page began, for a page without a tracker, and never comes back. Where the library took longer than that, it is as soon as
 * the library is there: before, there is nothing that could send.
 *
 * @param {Scene} scene @param {Size} size
 */
export async function bounce(scene, { rounds, events }) {
  scene.world.site.pages.set(scene.name, {
    commands: `new URLSearchParams(location.search).get('n').split(',').forEach(function (n, i) { fl('track', i ? 'matrix' : 'page_view', {number: n}); });
      fl.push([function () { setTimeout(function () { location.href = '/gone'; }, Math.max(0, 400 - performance.now())); }]);`,
  });
  await inGroups(scene, rounds, async () => {
    const page = await (await scene.visitor()).newPage();
    await page.goto(`${scene.url}?n=${scene.numbers(events)}`, { waitUntil: 'commit' });
    await page.waitForURL(scene.gone, { waitUntil: 'commit' });
  });
}

/** A click on a link that is an event, several of them, and leads away. @param {Scene} scene @param {Size} size */
export async function click(scene, { rounds, events }) {
  scene.world.site.pages.set(scene.name, {
    body: `<a href="/gone" onclick="new URLSearchParams(location.search).get('n').split(',').forEach(function (n) { fl('click', {number: n}); })">away</a>`,
  });
  await inGroups(scene, rounds, async () => {
    const page = await scene.open(await scene.visitor(), `${scene.url}?n=${scene.numbers(events)}`);
    await page.click('a', { noWaitAfter: true });
    await page.waitForURL(scene.gone, { waitUntil: 'commit' });
  });
}

/** The tab is closed, and the events are made as it hears of that: all in its last task, more than keepalive has room for at once. @param {Scene} scene @param {Size} size */
export async function close(scene, { rounds, events }) {
  scene.world.site.pages.set(scene.name, { script: `addEventListener('pagehide', function () { last.forEach(function (n) { fl('track', 'matrix', {number: n}); }); });` });
  await inGroups(scene, rounds, async () => {
    const page = await scene.open(await scene.visitor());
    await page.evaluate((numbers) => void Object.assign(window, { last: numbers }), scene.numbers(events));
    await closeTab(page);
  });
}

/** Five tabs of one visitor, 200 events each, all at once. @param {Scene} scene @param {Size} size */
export async function tabs(scene, { rounds, events }) {
  for (let round = 0; round < rounds; round++) {
    const visitor = await scene.visitor();
    const pages = await Promise.all(Array.from({ length: 5 }, () => scene.open(visitor)));
    await Promise.all(pages.map((page) => track(page, scene.numbers(events / 5))));
    await scene.arrived();
    await scene.leave();
  }
}

/**
 * Events of 3 KB as the page goes, while another script of it has 60 of the browser's 64 KiB of keepalive in use. What the browser refused, the visitor's next
 * page sends.
 *
 * @param {Scene} scene @param {Size} size
 */
export async function unload(scene, { rounds, events }) {
  Object.assign(scene.facts, { rounds, whole: 0, wholeAtOnce: 0, quotaUsed: 0 });
  for (let round = 0; round < rounds; round++) {
    const page = await scene.open(await scene.visitor());
    scene.facts.quotaUsed += Number(await useKeepalive(page));
    await page.evaluate((numbers) => {
      addEventListener('pagehide', () => numbers.forEach((n) => /** @type {any} */ (window).fl('track', 'left', { number: n, filler: 'x'.repeat(3_000) })));
    }, scene.numbers(events));
    await page.goto(scene.gone);
    scene.facts.wholeAtOnce += Number(!(await scene.stage.missing(scene.name, scene.made, AT_ONCE_MS)).length);
    await page.goto(scene.url);
    await isThere(page);
    await scene.arrived();
    scene.facts.whole += 1;
    await scene.leave();
  }
}

/** @param {import('playwright-core').Page} page @returns {Promise<boolean>} whether the browser lends no more */
function useKeepalive(page) {
  return page.evaluate(async () => {
    const post = (/** @type {number} */ kib) => fetch('/held', { method: 'POST', keepalive: true, body: 'x'.repeat(kib * 1024) });
    post(60).catch(() => {}); // never answered
    return post(8).then(
      () => false,
      () => true,
    );
  });
}

/** One visit after the other, a few visitors at a time. @param {Scene} scene @param {number} rounds @param {() => Promise<void>} visit */
async function inGroups(scene, rounds, visit) {
  for (let done = 0; done < rounds; done += AT_A_TIME) {
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, rounds - done) }, visit));
    await scene.arrived();
    await scene.leave();
  }
}
