/**
 * What loading costs the page's main thread, in ms, with the processor slowed down four times, from Chromium's own trace: all script work of the page (compiling,
 * running, callbacks, microtasks, the browser's work inside of them) from its beginning to `SETTLED_MS` behind it. For ours that is the snippet, its consent and
 * its page view, the library, the first event, sending it, its answer, and what is stored of it.
 *
 * `load_main_thread_ms_4x`: of a page that has nothing in it but the tracker, in a process that has run no script before. It pays for what a browser does once
 * and for whoever comes first (the first element made by script, the first request, the first look into storage): `floor_…` is what a snippet pays there that
 * loads an empty script and does nothing. `load_beside_scripts_…`: of a page whose own script has done such things before, without what that script costs.
 *
 * Where the browser has no `Temporal`, the time zone is asked for 3 s behind the first event in an idle period, once per visitor (src/zone.ts). That is no part of
 * loading; it is measured apart, as `time_zone_…`.
 *
 * Others on the same page, in the same run.
 */
import { BareChromium } from './bare-chromium.mjs';
import { Ledger } from './ledger.mjs';
import { bundle, OTHERS } from './sizes.mjs';

const SLOWER = 4;
/** For what a tracker puts off; the page has loaded after a tenth of it. */
const SETTLED_MS = 1_500;
/** By when our time zone has been asked for as well. */
const IDLE_MS = 4_500;
const SCRIPT_WORK = /^(EvaluateScript|FunctionCall|v8\.compile|RunMicrotasks|TimerFire|FireAnimationFrame|FireIdleCallback)$/;

/** What a page without a tracker may do with its own script. */
const SITE_SCRIPT = `(function () {
  document.documentElement.dataset.theme = localStorage.getItem('theme') || 'light';
  localStorage.setItem('seen', String(Date.now()));
  var menu = document.createElement('nav');
  menu.className = innerWidth < 600 ? 'narrow' : 'wide';
  menu.innerHTML = '<a href="/a">A</a>';
  document.head.appendChild(menu);
  document.addEventListener('click', function (event) { event.target.classList.add('busy'); });
  var widget = document.createElement('script');
  widget.async = true;
  widget.src = '/widget.js';
  document.head.appendChild(widget);
  fetch('/cart.json?' + encodeURIComponent(JSON.stringify({})))
    .then(function (answer) { return answer.json(); })
    .then(function (cart) { menu.title = cart.items.map(function (item) { return item.name; }).join(', '); });
})();`;

/** @typedef {{figure: string, url: string, must?: number, aim?: number, isIdle?: boolean}} Case */

/** @param {number} rounds @param {(text: string) => void} say @returns {Promise<import('./report.mjs').Figure[]>} */
export async function loadTime(rounds, say) {
  const ledger = await Ledger.start();
  const browser = await BareChromium.start();
  try {
    const cases = await pages(ledger);
    /** @type {Map<string, number[]>} */
    const times = new Map(cases.map(({ figure }) => [figure, []]));
    for (let round = -1; round < rounds; round++) {
      say(`load time, round ${round + 1} of ${rounds}`);
      for (const { figure, url, isIdle } of cases) {
        const ms = await measure(browser, url, !!isIdle);
        if (round >= 0) {
          times.get(figure)?.push(ms); // the first is for warming up
        }
      }
    }
    return cases.map(({ figure, must, aim }) => ({ figure, must, aim, rounds: times.get(figure) ?? [] }));
  } finally {
    await browser.stop();
    ledger.stop();
  }
}

/** @param {Ledger} ledger @returns {Promise<Case[]>} */
async function pages(ledger) {
  const serve = (/** @type {string} */ path, /** @type {string | Uint8Array} */ body) => ledger.pages.set(path, { type: 'text/javascript', body });
  serve('/site.js', SITE_SCRIPT);
  serve('/widget.js', '');
  serve('/empty.js', '');
  serve('/cart.json', '{"items":[]}');
  const snippet = ledger.snippet('fl("pageView");');
  const nothing = snippet.replace(/(.*)\/fl\.js/, (_, before) => before.replace(ledger.collector, ledger.site) + '/empty.js');
  /** @type {Case[]} */
  const cases = [
    { figure: 'load_main_thread_ms_4x', url: ledger.page('/ours', snippet), must: 8, aim: 4 },
    { figure: 'floor_load_main_thread_ms_4x', url: ledger.page('/floor', nothing) },
    { figure: 'load_beside_scripts_ms_4x', url: ledger.page('/beside', '<script src="/site.js"></script>' + snippet) },
    { figure: 'lite_load_main_thread_ms_4x', url: ledger.page('/lite', snippet.replace('fl.js', 'fl-lite.js')) },
    { figure: 'lite_load_beside_scripts_ms_4x', url: ledger.page('/lite-beside', '<script src="/site.js"></script>' + snippet.replace('fl.js', 'fl-lite.js')) },
    { figure: 'time_zone_once_idle_ms_4x', url: ledger.page('/idle', snippet), isIdle: true },
  ];
  for (const [name, contents] of Object.entries(OTHERS)) {
    const path = '/' + name.replace(/\W/g, '');
    serve(path + '.js', await bundle(contents));
    cases.push({ figure: `other_${name.replace(/\W+/g, '_').replace(/^_/, '')}_load_main_thread_ms_4x`, url: ledger.page(path, `<script async src="${path}.js"></script>`) });
  }
  return cases;
}

/** @param {BareChromium} browser @param {string} url @param {boolean} isIdle only what runs in idle periods, instead of all */
async function measure(browser, url, isIdle) {
  const { browserContextId } = await browser.ask('Target.createBrowserContext');
  const { targetId } = await browser.ask('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await browser.ask('Target.attachToTarget', { targetId, flatten: true });
  await browser.ask('Emulation.setCPUThrottlingRate', { rate: SLOWER }, sessionId);
  /** @type {any[]} */
  const events = [];
  browser.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await browser.ask('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'v8', 'disabled-by-default-v8.compile'] } });
  await browser.ask('Page.navigate', { url }, sessionId);
  await new Promise((over) => setTimeout(over, isIdle ? IDLE_MS : SETTLED_MS));
  const complete = new Promise((over) => browser.on('Tracing.tracingComplete', over));
  await browser.ask('Tracing.end');
  await complete;
  await browser.ask('Target.disposeBrowserContext', { browserContextId });
  return scriptWork(events, (event) => !isIdle || event.name == 'FireIdleCallback') / 1_000;
}

/** @param {any[]} events of the trace @param {(event: any) => boolean} isMeant @returns {number} µs */
function scriptWork(events, isMeant) {
  const main = events.find((event) => event.name == 'EvaluateScript');
  const work = events.filter((event) => main && event.ph == 'X' && event.pid == main.pid && event.tid == main.tid && SCRIPT_WORK.test(event.name) && isMeant(event)).sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  let sum = 0;
  let until = 0;
  for (const event of work) {
    if (event.ts >= until) {
      sum += isOfSite(event, work) ? 0 : event.dur; // what stands in another is in it already
      until = event.ts + event.dur;
    }
  }
  return sum;
}

/** Whether it is of the page's own scripts. Microtasks have no name: they are ours unless one of the page's scripts runs in them. @param {any} event @param {any[]} work */
function isOfSite(event, work) {
  const isNamed = (/** @type {any} */ { args }) => /\/(site|widget)\.js$/.test(args?.data?.url ?? args?.fileName ?? '');
  return isNamed(event) || (event.name == 'RunMicrotasks' && work.some((inner) => inner.ts >= event.ts && inner.ts + inner.dur <= event.ts + event.dur && isNamed(inner)));
}
