/**
 * The delivery matrix: a real Chromium, the real collector, and what its log holds in the end.
 *
 *   node js/bench/delivery.mjs --collector ORIGIN --door ORIGIN [--extent small|quick|full] [--only NAME,…] [--planted NAME] [--prefix TEXT] [--within MS]
 *
 * Against a stage that is there already (loadtest's TrackerDeliveryIT and StageMain are such; on one that has seen a run, another prefix of the pixels' names); `loadtest/bench tracker` begins one. Prints one line of JSON with
 * what each scenario made and saw; progress is on standard error, and so is what is not as it should be, scenario by scenario. Exit 1 where one did not come to its end.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { launchChromium } from '../browser/chromium.mjs';
import { figures, repeatsIn } from './matrix/judge.mjs';
import { lifecycle } from './matrix/lifecycle.mjs';
import { blocked, clock, down, killed, offline, unavailable } from './matrix/outages.mjs';
import { plant } from './matrix/planted.mjs';
import { real } from './matrix/real.mjs';
import { routes } from './matrix/routes.mjs';
import { Scene } from './matrix/scene.mjs';
import { Site } from './matrix/site.mjs';
import { Stage } from './matrix/stage.mjs';
import { bounce, click, close, steady, tabs, unload } from './matrix/visits.mjs';

/** How long what was made may take to be in the log, once nothing stands in its way. A bound for what never comes, not a measure. */
const WITHIN_MS = 30_000;

const byTheClock = true;

/** Rounds and events of each: for `mvn verify`, for `--quick`, and 10,000 in all (without the last four). */
const MATRIX = {
  steady: [steady, size(1, 30), size(2, 50), size(10, 150)],
  bounce: [bounce, size(4, 3), size(10, 5), size(200, 5)],
  click: [click, size(3, 2), size(10, 2), size(250, 2)],
  close: [close, size(2, 100), size(3, 100), size(10, 100)],
  tabs: [tabs, size(1, 1_000), size(1, 1_000), size(1, 1_000)],
  offline: [offline, size(1, 50), size(2, 100), size(10, 150, { byTheClock })],
  killed: [killed, size(1, 20), size(1, 50), size(3, 150, { byTheClock })],
  down: [down, size(1, 60), size(2, 60), size(10, 150)],
  unavailable: [unavailable, size(1, 30), size(2, 50), size(10, 150)],
  clock: [clock, size(1, 10), size(1, 20), size(1, 50)],
  unload: [unload, size(2, 30), size(5, 30), size(30, 30)],
  blocked: [blocked, size(1, 1_000), size(1, 1_000), size(1, 1_000)],
  routes: [routes],
  lifecycle: [lifecycle],
  real: [real],
};

const EXTENTS = ['small', 'quick', 'full'];

/** @param {number} rounds @param {number} events of each round @param {object} [more] */
function size(rounds, events, more) {
  return { rounds, events, ...more };
}

/**
 * @param {Stage} stage
 * @param {{extent: string, only?: string[], tracker?: string, prefix?: string, withinMs?: number, say: (text: string) => void}} how `tracker`: a script in place of the collector's own; `prefix`: of the pixels' names
 * @returns {Promise<Scene[]>} each at its end, or with `facts.problem`
 */
export async function deliver(stage, { extent, only, tracker, prefix = '', withinMs = WITHIN_MS, say }) {
  const site = await Site.start(stage.collector, tracker);
  const browser = await launchChromium();
  const scenes = [];
  try {
    say(`Chromium ${browser.version()}, node ${process.version}`);
    for (const [name, [run, ...sizes]] of Object.entries(MATRIX)) {
      if (!only || only.includes(name)) {
        const scene = new Scene(prefix + name, { browser, site, stage, withinMs, say });
        const begun = performance.now();
        await /** @type {any} */ (run)(scene, sizes[EXTENTS.indexOf(extent)]).catch((/** @type {Error} */ problem) => (scene.facts.problem = problem.message));
        await scene.leave();
        await stage.mend();
        await stage.start();
        scenes.push(scene);
        scene.facts.real?.forEach((/** @type {string} */ what) => say(`${name}: for real, ${what}`));
        scene.facts.missing?.forEach((/** @type {string} */ what) => say(`${name}: this Chromium has no ${what}`));
        const repeats = repeatsIn(await stage.log(scene.name));
        say(`${name}: ${scene.made.length} events, ${repeats} times one that was taken before, ${((performance.now() - begun) / 1_000).toFixed(1)} s${scene.facts.problem ? `: ${scene.facts.problem}` : ''}`);
      }
    }
  } finally {
    await browser.close();
    site.stop();
  }
  return scenes;
}

async function main() {
  const { values } = parseArgs({ options: { collector: { type: 'string' }, door: { type: 'string' }, extent: { type: 'string', default: 'small' }, only: { type: 'string' }, planted: { type: 'string' }, prefix: { type: 'string' }, within: { type: 'string', default: String(WITHIN_MS) } } });
  if (!values.collector || !values.door || !EXTENTS.includes(values.extent)) {
    throw new Error(`say --collector ORIGIN, --door ORIGIN, and as --extent one of ${EXTENTS}`);
  }
  const say = (/** @type {string} */ text) => console.error(`delivery: ${text}`);
  const scenes = await deliver(new Stage(values.collector, values.door), {
    extent: values.extent,
    only: values.only?.split(','),
    tracker: values.planted && (await plant(values.planted)),
    prefix: values.prefix ?? (values.planted && values.planted + '_'),
    withinMs: Number(values.within),
    say,
  });
  await figures(scenes, say);
  console.log(JSON.stringify(Object.fromEntries(scenes.map(({ name, made, ids, facts }) => [name, { made, ids, facts }]))));
  process.exitCode = scenes.some(({ facts }) => facts.problem) ? 1 : 0;
}

if (import.meta.url == pathToFileURL(process.argv[1] ?? '').href) {
  await main().catch((problem) => {
    console.error(`delivery: ${problem.message}`);
    process.exitCode = 1;
  });
}
