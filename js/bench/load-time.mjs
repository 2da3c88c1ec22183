/**
 * What loading costs the page's main thread, in ms, with the processor slowed down four times: all script work (compiling, running, callbacks) of a page that has
 * nothing in it but the tracker, from Chromium's own trace. Others on the same page, in the same run.
 */
import { Ledger } from './ledger.mjs';
import { bundle, OTHERS } from './sizes.mjs';

const SLOWER = 4;
/** Behind `load`, for what a tracker puts off. */
const SETTLED_MS = 1_000;
const SCRIPT_WORK = /^(EvaluateScript|FunctionCall|v8\.compile|RunMicrotasks|TimerFire|FireAnimationFrame)$/;

/** @param {import('playwright-core').Browser} browser @param {number} rounds @param {(text: string) => void} say */
export async function loadTime(browser, rounds, say) {
  const ledger = await Ledger.start();
  /** @type {Record<string, string>} */
  const pages = { firstlight: ledger.page('/ours', ledger.snippet('fl("pageView");')) };
  for (const [name, contents] of Object.entries(OTHERS)) {
    const path = '/' + name.replace(/\W/g, '');
    ledger.pages.set(path + '.js', { type: 'text/javascript', body: await bundle(contents) });
    pages[name] = ledger.page(path, `<script async src="${path}.js"></script>`);
  }
  /** @type {Record<string, number[]>} */
  const times = {};
  for (let round = -1; round < rounds; round++) {
    say(`load time, round ${round + 1} of ${rounds}`);
    for (const [name, url] of Object.entries(pages)) {
      const ms = await measure(browser, url);
      if (round >= 0) {
        (times[name] ??= []).push(ms); // the first is for warming up
      }
    }
  }
  ledger.stop();
  return Object.entries(times).map(([name, ms]) =>
    name == 'firstlight' ? { figure: 'load_main_thread_ms_4x', rounds: ms, must: 8, aim: 4 } : { figure: `other_${name.replace(/\W+/g, '_').replace(/^_/, '')}_load_main_thread_ms_4x`, rounds: ms },
  );
}

/** @param {import('playwright-core').Browser} browser @param {string} url */
async function measure(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8', 'disabled-by-default-v8.compile'] });
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(SETTLED_MS);
  const trace = JSON.parse((await browser.stopTracing()).toString());
  await context.close();
  const main = trace.traceEvents.find((/** @type {any} */ event) => event.name == 'EvaluateScript');
  const work = trace.traceEvents
    .filter((/** @type {any} */ event) => main && event.ph == 'X' && event.pid == main.pid && event.tid == main.tid && SCRIPT_WORK.test(event.name))
    .sort((/** @type {any} */ a, /** @type {any} */ b) => a.ts - b.ts);
  let sum = 0;
  let until = 0;
  for (const { ts, dur } of work) {
    if (ts >= until) {
      sum += dur; // what stands in another is in it already
      until = ts + dur;
    }
  }
  return sum / 1_000;
}
