/**
 * What one page did, from Chromium's own trace of its main thread, with the processor slowed down four times: script work (compiling, running, callbacks,
 * microtasks, the browser's work inside of them), by the clock, so that waiting for the browser (the first look into storage waits) is in it. What V8 compiles on
 * another thread is not: nobody on the page waits for it.
 */
const SLOWER = 4;
const SCRIPT_WORK = /^(EvaluateScript|FunctionCall|v8\.compile|RunMicrotasks|TimerFire|FireAnimationFrame|FireIdleCallback)$/;
const CATEGORIES = ['devtools.timeline', 'v8', 'disabled-by-default-v8.compile'];

/**
 * @typedef {{work: number, longest: number, first: number | undefined, idle: number}} Cost ms: all script work; the longest piece of it that nothing came between;
 *   from the page's first byte until the first request left that is neither a script nor the page's own; work in idle periods
 */

/** @param {import('./bare-chromium.mjs').BareChromium} browser @param {string} url @param {number} forMs @returns {Promise<Cost>} of that page in a profile and a process of its own */
export async function costOf(browser, url, forMs) {
  const { browserContextId } = await browser.ask('Target.createBrowserContext');
  const { targetId } = await browser.ask('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await browser.ask('Target.attachToTarget', { targetId, flatten: true });
  await browser.ask('Emulation.setCPUThrottlingRate', { rate: SLOWER }, sessionId);
  /** @type {any[]} */
  const events = [];
  browser.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await browser.ask('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES } });
  await browser.ask('Page.navigate', { url }, sessionId);
  await new Promise((over) => setTimeout(over, forMs));
  const complete = new Promise((over) => browser.on('Tracing.tracingComplete', over));
  await browser.ask('Tracing.end');
  await complete;
  await browser.ask('Target.disposeBrowserContext', { browserContextId });
  return read(events, url);
}

/** @param {any[]} events of the trace @param {string} url @returns {Cost} */
function read(events, url) {
  const main = events.find(({ name }) => name == 'EvaluateScript');
  const ofPage = events.filter(({ pid, tid }) => pid == main?.pid && tid == main?.tid).sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const pieces = outermost(ofPage.filter(({ ph, name }) => ph == 'X' && SCRIPT_WORK.test(name)));
  const begin = ofPage.find(({ name, args }) => name == 'ParseHTML' && args.beginData?.url == url)?.ts;
  const left = ofPage.find(({ name, args }) => name == 'ResourceSendRequest' && !/\.(js|json|ico)\b/.test(args.data.url) && args.data.url != url)?.ts;
  return {
    work: sum(pieces),
    longest: Math.max(0, ...pieces.map((piece) => piece.dur / 1e3)),
    first: left && (left - begin) / 1e3,
    idle: sum(pieces.filter(({ name }) => name == 'FireIdleCallback')),
  };
}

/** What stands in another is in it already; what the site's own scripts do is theirs. @param {any[]} work in order */
function outermost(work) {
  let until = 0;
  const pieces = work.filter(({ ts, dur }) => ts >= until && (until = ts + dur));
  return pieces.filter((piece) => !isOfSite(piece, work));
}

/** @param {any[]} pieces */
const sum = (pieces) => pieces.reduce((all, { dur }) => all + dur / 1e3, 0);

/** Whether it is of the page's own scripts. Microtasks have no name: they are ours unless one of the page's scripts runs in them. @param {any} event @param {any[]} work */
function isOfSite(event, work) {
  const isNamed = (/** @type {any} */ { args }) => /\/(site|widget)\.js$/.test(args?.data?.url ?? args?.fileName ?? '');
  return isNamed(event) || (event.name == 'RunMicrotasks' && work.some((inner) => inner.ts >= event.ts && inner.ts + inner.dur <= event.ts + event.dur && isNamed(inner)));
}
