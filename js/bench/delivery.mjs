/** Whether events arrive, counted in what the collector's ledger holds, each by a number of its own. */
import { Ledger } from './ledger.mjs';

/** How long a scenario may take to the last event. A bound for what never comes, not a measure. */
const WITHIN_MS = 30_000;

/**
 * Thirty events of 3 KB and a page that goes away at once, with a second script that has 60 of the 64 KiB of keepalive in use. Those that the browser refused
 * come with the next page.
 *
 * @param {import('playwright-core').Browser} browser @param {number} rounds @param {(text: string) => void} say
 */
export async function unload(browser, rounds, say) {
  const results = [];
  for (let round = 0; round < rounds; round++) {
    say(`unload, round ${round + 1} of ${rounds}`);
    const ledger = await Ledger.start();
    const context = await browser.newContext();
    const page = await context.newPage();
    const first = ledger.page('/', ledger.snippet(''));
    const next = ledger.page('/next', ledger.snippet('fl("pageView", {n: "next"});'));
    await page.goto(first);
    await page.waitForFunction(() => /** @type {any} */ (window).fl.v);
    await page.evaluate(
      ([held, next]) => {
        fetch(held, { method: 'POST', mode: 'no-cors', keepalive: true, body: 'x'.repeat(60 * 1024) }).catch(() => {});
        const { fl } = /** @type {any} */ (window);
        for (let i = 0; i < 30; i++) {
          fl('track', 'left', { n: `u${i}`, filler: 'x'.repeat(3_000) });
        }
        location.href = next;
      },
      [ledger.collector + '/held', next],
    );
    results.push(await ledger.count(Array.from({ length: 30 }, (_, i) => `u${i}`), WITHIN_MS));
    await context.close();
    ledger.stop();
  }
  return { figure: 'unload_60_kib_used_of_30', rounds: [Math.min(...results)], must: 30, isAtLeast: true, baseline: `${rounds} rounds, the worst` };
}

/**
 * The matrix: every scenario gets its share of the events.
 *
 * @param {import('playwright-core').Browser} browser @param {number} events @param {(text: string) => void} say
 */
export async function delivery(browser, events, say) {
  const scenarios = Object.entries({ steady, bounce, tabs, unavailable, down, offline });
  const share = Math.floor(events / scenarios.length);
  const figures = [];
  let arrived = 0;
  for (const [name, scenario] of scenarios) {
    say(`delivery, ${name}: ${share} events`);
    const ledger = await Ledger.start();
    const context = await browser.newContext();
    const numbers = Array.from({ length: share }, (_, i) => `${name}${i}`);
    ledger.page('/', ledger.snippet(''));
    const isOver = await scenario({ ledger, context, numbers }).catch((problem) => !say(`${name}: ${problem.message}`));
    const there = await ledger.count(numbers, isOver ? 0 : WITHIN_MS);
    arrived += there;
    figures.push({ figure: `delivered_${name}_percent`, rounds: [(100 * there) / share], must: 100, isAtLeast: true });
    await context.close();
    ledger.stop();
  }
  return [...figures, { figure: 'delivered_percent', rounds: [(100 * arrived) / (share * scenarios.length)], must: 100, isAtLeast: true }];
}

/** Most events of one page at a time: the queue that is kept has room for 200. */
const PER_PAGE = 150;

/** @typedef {{ledger: Ledger, context: import('playwright-core').BrowserContext, numbers: string[]}} Run */

/** @param {Run} run */
async function open({ ledger, context }) {
  const page = await context.newPage();
  await page.goto(ledger.site + '/');
  await page.waitForFunction(() => /** @type {any} */ (window).fl.v);
  return page;
}

/** @param {import('playwright-core').Page} page @param {string[]} numbers */
function track(page, numbers) {
  return page.evaluate((numbers) => numbers.forEach((n) => /** @type {any} */ (window).fl('track', 'bench', { n })), numbers);
}

/** @param {string[]} numbers @param {number} size */
function parts(numbers, size) {
  return Array.from({ length: Math.ceil(numbers.length / size) }, (_, i) => numbers.slice(i * size, (i + 1) * size));
}

/** Waits for these; where they do not come, the scenario has shown what it can. @param {Run} run @param {string[]} part */
async function all({ ledger }, part) {
  const there = await ledger.count(part, WITHIN_MS);
  if (there < part.length) {
    throw new Error(`${part.length - there} of ${part.length} never came`);
  }
}

/** One page after another, left alone. @param {Run} run */
async function steady(run) {
  for (const part of parts(run.numbers, PER_PAGE)) {
    const page = await open(run);
    await track(page, part);
    await all(run, part);
    await page.close();
  }
}

/** The visitor is gone as soon as the events are made, and comes back. @param {Run} run */
async function bounce(run) {
  const page = await open(run);
  for (const part of parts(run.numbers, 30)) {
    await page.waitForFunction(() => /** @type {any} */ (window).fl?.v);
    await track(page, part);
    await page.reload();
  }
}

/** Five tabs at a time. @param {Run} run */
async function tabs(run) {
  const pages = await Promise.all(Array.from({ length: 5 }, () => open(run)));
  const shares = parts(run.numbers, Math.ceil(run.numbers.length / 5));
  await Promise.all(
    shares.map(async (share, i) => {
      for (const part of parts(share, 40)) {
        await track(pages[i], part);
        await all(run, part);
      }
    }),
  );
}

/** The collector says 503 and when to come again. @param {Run} run */
async function unavailable(run) {
  const page = await open(run);
  for (const part of parts(run.numbers, PER_PAGE)) {
    run.ledger.instead = { status: 503, headers: { 'retry-after': '1', 'access-control-expose-headers': 'retry-after' } };
    await track(page, part);
    run.ledger.instead = undefined;
    await page.evaluate(() => /** @type {any} */ (window).fl('flush'));
    await all(run, part);
  }
}

/** The collector closes every connection, then is back. @param {Run} run */
async function down(run) {
  for (const part of parts(run.numbers, PER_PAGE)) {
    const page = await open(run);
    run.ledger.instead = null;
    await track(page, part);
    run.ledger.instead = undefined;
    await page.reload();
    await all(run, part);
    await page.close();
  }
}

/** The network is gone, the tab is closed, and the visitor opens another when it is back. @param {Run} run */
async function offline(run) {
  for (const part of parts(run.numbers, PER_PAGE)) {
    const page = await open(run);
    await run.context.setOffline(true);
    await track(page, part);
    await page.close();
    await run.context.setOffline(false);
    const again = await open(run);
    await all(run, part);
    await again.close();
  }
}
