/**
 * What loading costs the page's main thread (`load-trace.mjs`), from its beginning to `SETTLED_MS` behind it. For ours that is the snippet, its consent and its page
 * view, the library, the first event, sending it, its answer, and what is stored of it.
 *
 * The promise, `load_main_thread_ms_4x`, is of a page that has nothing in it but the tracker, in a process that has run no script before. It pays for what a
 * browser does once and for whoever comes first (the first element made by script, the first request, the first look into storage). How much of it that is, two
 * floors say: `floor_…` is our snippet with an empty script; `floor_job_…` is the snippet with one that sends one request and stores one key, which is what is
 * left when a tracker has no code of its own. `…_beside_scripts`: of a page whose own script has done such things before, without what that script costs.
 * `longest_…`: of all this the longest piece in one go, which is how long a click may have to wait. `first_request_…`: by the clock, from the page's first byte until the
 * tracker's first request leaves; most of it is the script on its way. `…above_floor_job_…`: ours without that floor, round by round.
 *
 * Where the browser has no `Temporal`, the time zone is asked for 3 s behind the first event in an idle period, once per visitor (src/zone.ts). That is no part of
 * loading; it is measured apart, as `time_zone_…`.
 *
 * Others on the same page, in the same run, each with its one page view as its documentation begins (`sizes.mjs`). PostHog's first request asks for its settings, the
 * view follows later; Segment, which gets no settings here, sends none.
 *
 *   node js/bench/load-time.mjs [--rounds N] [--beside DIST]
 *
 * runs this alone; DIST is a copy of tracker/dist of another day, which is measured in the same run.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { BareChromium } from './bare-chromium.mjs';
import { Ledger } from './ledger.mjs';
import { costOf } from './load-trace.mjs';
import { report } from './report.mjs';
import { bundle, OTHERS } from './sizes.mjs';

/** For what a tracker puts off; the page has loaded after a tenth of it. */
const SETTLED_MS = 1_500;
/** By when our time zone has been asked for as well. */
const IDLE_MS = 4_500;

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

/** What is left of a tracker that has no code of its own: one request that outlives the page, one key written and read. */
const JOB = (/** @type {string} */ collector) => `fetch('${collector}/bench/pixel.png?n=0', {keepalive: true});localStorage.setItem('a', '1');localStorage.getItem('a');`;

/** @typedef {import('./report.mjs').Figure} Figure */
/** @typedef {{name: string, url: string, must?: number, aim?: number, isBeside?: boolean, isIdle?: boolean}} Case */

/** @param {number} rounds @param {(text: string) => void} say @param {string} [beside] a dist of another day @returns {Promise<Figure[]>} */
export async function loadTime(rounds, say, beside) {
  const ledger = await Ledger.start();
  const browser = await BareChromium.start();
  try {
    const cases = await pages(ledger, beside);
    /** @type {Map<string, import('./load-trace.mjs').Cost[]>} */
    const costs = new Map(cases.map(({ name }) => [name, []]));
    for (let round = -1; round < rounds; round++) {
      say(`load time, round ${round + 1} of ${rounds}`);
      for (const { name, url, isIdle } of shuffled(cases, round)) {
        const cost = await costOf(browser, url, isIdle ? IDLE_MS : SETTLED_MS);
        if (round >= 0) {
          costs.get(name)?.push(cost); // the first is for warming up
        }
      }
    }
    return [...cases.flatMap((one) => figures(one, costs.get(one.name) ?? [])), ...aboveFloor(costs)];
  } finally {
    await browser.stop();
    ledger.stop();
  }
}

/** In another order each round, the same in every run: what comes behind a page that was much work pays for its end. @template T @param {T[]} all @param {number} round @returns {T[]} */
function shuffled(all, round) {
  const order = [...all];
  let chance = 48_271 * (round + 2);
  for (let i = order.length - 1; i > 0; i--) {
    chance = (chance * 48_271) % 2_147_483_647; // Park and Miller's
    const j = chance % (i + 1);
    [order[i], order[j]] = [/** @type {T} */ (order[j]), /** @type {T} */ (order[i])];
  }
  return order;
}

/** @param {Case} of @param {import('./load-trace.mjs').Cost[]} costs @returns {Figure[]} */
function figures({ name, must, aim, isBeside, isIdle }, costs) {
  if (isIdle) {
    return [{ figure: `${name}once_idle_ms_4x`, rounds: costs.map(({ idle }) => idle) }];
  }
  const all = costs.map(({ work }) => work);
  if (isBeside) {
    return [{ figure: `${name.replace('beside_', '')}load_beside_scripts_ms_4x`, rounds: all }];
  }
  const sent = costs.flatMap(({ first }) => first ?? []);
  return [
    { figure: `${name}load_main_thread_ms_4x`, must, aim, rounds: all },
    { figure: `${name}longest_ms_4x`, rounds: costs.map(({ longest }) => longest) },
    ...(sent.length ? [{ figure: `${name}first_request_ms_4x`, rounds: sent }] : []),
  ];
}

/** What is left of ours, round by round, when what any tracker would pay is taken away. @param {Map<string, import('./load-trace.mjs').Cost[]>} costs @returns {Figure[]} */
function aboveFloor(costs) {
  const work = (/** @type {string} */ name) => (costs.get(name) ?? []).map((cost) => cost.work);
  return ['', 'beside_', 'lite_', 'lite_beside_'].map((name) => {
    const floor = work(`floor_job_${name.replace('lite_', '')}`);
    return { figure: `${name.replace('beside_', 'beside_scripts_')}above_floor_job_ms_4x`, rounds: work(name).map((ms, round) => ms - (floor[round] ?? NaN)) };
  });
}

/** @param {Ledger} ledger @param {string} [beside] @returns {Promise<Case[]>} */
async function pages(ledger, beside) {
  const serve = (/** @type {string} */ path, /** @type {string | Uint8Array} */ body) => ledger.pages.set(path, { type: 'text/javascript', body });
  serve('/site.js', SITE_SCRIPT);
  serve('/widget.js', '');
  serve('/empty.js', '');
  serve('/job.js', JOB(ledger.collector));
  serve('/cart.json', '{"items":[]}');
  const snippet = ledger.snippet('fl("pageView");');
  const loading = (/** @type {string} */ script) => snippet.replace(/(.*)\/fl\.js/, (_, before) => before.replace(ledger.collector, ledger.site) + script);
  /** Scripts of ours, each on a page of its own and on one with other scripts. */
  const ours = { floor: loading('/empty.js'), floor_job: loading('/job.js'), lite: snippet.replace('fl.js', 'fl-lite.js'), '': snippet };
  /** @type {Case[]} */
  const cases = Object.entries(ours).flatMap(([name, head]) => [
    { name: name && name + '_', url: ledger.page('/' + name, head), ...(name ? {} : { must: 8, aim: 4 }) },
    { name: (name && name + '_') + 'beside_', isBeside: true, url: ledger.page(`/${name}-beside`, '<script src="/site.js"></script>' + head) },
  ]);
  cases.push({ name: 'unstored_', url: ledger.page('/unstored', snippet.replace('fl("init","bench"', '$&,{storage:false}')) });
  if (beside) {
    ledger.builds.set('before', pathToFileURL(beside + '/'));
    const before = ledger.snippet('fl("pageView");', 'before');
    cases.push({ name: 'before_', url: ledger.page('/before', before) }, { name: 'before_lite_', url: ledger.page('/before-lite', before.replace('fl.js', 'fl-lite.js')) });
  }
  cases.push({ name: 'time_zone_', url: ledger.page('/idle', snippet), isIdle: true });
  for (const [name, contents] of Object.entries(OTHERS)) {
    const path = '/' + name.replace(/\W/g, '');
    serve(path + '.js', await bundle(contents));
    cases.push({ name: `other_${name.replace(/\W+/g, '_').replace(/^_/, '')}_`, url: ledger.page(path, `<script async src="${path}.js"></script>`) });
  }
  return cases;
}

if (import.meta.url == pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, beside: { type: 'string' } } });
  process.exitCode = report('tracker', await loadTime(Number(values.rounds), console.error, values.beside));
}
