/** Outages: of the visitor's network, of the tab, of the collector, of the broker behind it; and what is no outage, but a blocker. */
import { closeTab, isThere, keptOf, track } from './scene.mjs';

/** @typedef {import('./scene.mjs').Scene} Scene */
/** @typedef {{rounds: number, events: number, byTheClock?: boolean}} Size */

/** As in js/tracker/src/shelf.ts: a tab that ended without a word is given up after this. */
const LEASE_MS = 120_000;

const OFFLINE_MS = 10 * 60_000;

/**
 * The network is gone, the tab is closed, and the visitor comes back with the network. By the clock: one of the visitors after ten minutes.
 *
 * @param {Scene} scene @param {Size} size
 */
export async function offline(scene, { rounds, events, byTheClock }) {
  for (let round = 0; round < rounds; round++) {
    const visitor = await scene.visitor();
    const page = await scene.openKnown(visitor);
    await visitor.setOffline(true);
    await scene.trackKept(page, events - 1);
    await closeTab(page);
    if (byTheClock && round == 0) {
      scene.world.say(`offline: away for ${OFFLINE_MS / 60_000} minutes`);
      await new Promise((over) => setTimeout(over, OFFLINE_MS));
    }
    await visitor.setOffline(false);
    await scene.open(visitor);
    await scene.arrived();
    await scene.leave();
  }
}

/**
 * The tab dies offline, without a word to anybody. Its events are its own until its lease is over: the visitor's next page waits for that. By the clock: the
 * first of them; the others by a clock that is set forward.
 *
 * @param {Scene} scene @param {Size} size
 */
export async function killed(scene, { rounds, events, byTheClock }) {
  for (let round = 0; round < rounds; round++) {
    const visitor = await scene.visitor();
    const page = await scene.openKnown(visitor);
    await visitor.setOffline(true);
    await scene.trackKept(page, events - 1);
    await Promise.all([page.waitForEvent('crash'), page.goto('chrome://crash').catch(() => {})]);
    await page.close();
    await visitor.setOffline(false);
    const next = await visitor.newPage();
    const waits = byTheClock && round == 0;
    if (!waits) {
      await next.clock.install();
    }
    await next.goto(scene.url);
    await isThere(next);
    if (waits) {
      scene.world.say(`killed: the lease is over in ${LEASE_MS / 1_000} s`);
      await scene.arrived(scene.made, LEASE_MS + scene.world.withinMs);
    } else {
      await next.clock.fastForward(LEASE_MS + 1_000);
    }
    await scene.arrived();
    await scene.leave();
  }
}

/** The collector is stopped and started. Of two visitors one stays on the page, the other leaves and comes back. @param {Scene} scene @param {Size} size */
export async function down(scene, { rounds, events }) {
  for (let round = 0; round < rounds; round++) {
    const staying = await scene.openKnown(await scene.visitor());
    const visitor = await scene.visitor();
    const leaving = await scene.openKnown(visitor);
    await scene.stage.stop();
    for (const page of [staying, leaving]) {
      const failed = page.waitForEvent('requestfailed', (request) => scene.isHit(request.url()));
      await scene.trackKept(page, events / 2 - 1);
      await failed;
    }
    await closeTab(leaving);
    await scene.stage.start();
    await scene.open(visitor);
    await scene.arrived();
    await scene.leave();
  }
}

/** The broker is away, the collector has no spool: it says 503 and when to come again. @param {Scene} scene @param {Size} size */
export async function unavailable(scene, { rounds, events }) {
  for (let round = 0; round < rounds; round++) {
    const page = await scene.openKnown(await scene.visitor());
    await whileUnavailable(scene, [page], () => scene.trackKept(page, events - 1));
    await scene.arrived();
    await scene.leave();
  }
}

/** The same with the visitor's clock a day behind or ahead. @param {Scene} scene @param {Size} size */
export async function clock(scene, { events }) {
  const DAY_MS = 24 * 3600e3;
  /** @type {import('playwright-core').Page[]} */
  const pages = [];
  for (const off of [-DAY_MS, DAY_MS]) {
    const visitor = await scene.visitor();
    await visitor.addInitScript(setClock, off);
    pages.push(await scene.openKnown(visitor));
  }
  scene.facts.knownBefore = scene.made.length;
  scene.facts.madeAfter = Date.now();
  await whileUnavailable(scene, pages, () => Promise.all(pages.map((page) => scene.trackKept(page, events / 2 - 1))));
  await scene.arrived();
}

/** Runs in the page, before its scripts. @param {number} off ms from the right time */
function setClock(off) {
  const Right = Date;
  window.Date = /** @type {any} */ (
    class extends Right {
      constructor(/** @type {any[]} */ ...of) {
        super(.../** @type {[any]} */ (of.length ? of : [Right.now() + off]));
      }
      static now() {
        return Right.now() + off;
      }
    }
  );
}

/**
 * From before `act` until each page has been told twice to come again: when it has come the second time, the collector has given up what came the first time.
 *
 * @param {Scene} scene @param {import('playwright-core').Page[]} pages @param {() => Promise<unknown>} act
 */
async function whileUnavailable(scene, pages, act) {
  await scene.stage.cut();
  const told = pages.map((page) => toldTwice(scene, page));
  await act();
  scene.facts.retryAfter = (await Promise.all(told)).flat();
  await scene.stage.mend();
}

/** @param {Scene} scene @param {import('playwright-core').Page} page */
async function toldTwice(scene, page) {
  const said = [];
  while (said.length < 2) {
    const answer = await page.waitForEvent('response', (answer) => scene.isHit(answer.url()) && answer.status() == 503);
    said.push(answer.headers()['retry-after']);
  }
  return said;
}

/**
 * The browser lets nothing through to the collector: tries stop, what is kept stays within its bounds. When the blocker is gone, the next page sends what was
 * kept, and that only. The page's clock is set forward from try to try.
 *
 * @param {Scene} scene @param {Size} size
 */
export async function blocked(scene, { events }) {
  const visitor = await scene.visitor();
  await visitor.clock.install();
  const page = await scene.open(visitor);
  const session = await visitor.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setBlockedURLs', { urls: [`${scene.stage.collector}/${scene.name}/*`] });
  let tries = 0;
  page.on('requestfailed', (request) => (tries += Number(scene.isHit(request.url()))));
  const numbers = scene.numbersOnly(events);
  for (let from = 0; from < events; from += 50) {
    await track(page, numbers.slice(from, from + 50));
  }
  const triesBy = [];
  for (let step = 0; step < 20; step++) {
    await page.clock.fastForward(6 * 60_000); // longer than the longest pause of the back-off
    await page.evaluate(() => fetch('/gone').then((answer) => answer.text())); // what was asked before has failed by now
    triesBy.push(tries);
  }
  const kept = await keptOf(page);
  Object.assign(scene.facts, { triesBy, keptEvents: Object.keys(kept.ids).length, keptUnits: kept.units });
  scene.ids = kept.ids;
  scene.made.push(...Object.keys(kept.ids));
  await closeTab(page);
  await scene.open(visitor);
  await scene.arrived();
}
