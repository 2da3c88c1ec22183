/**
 * The tracker's figures: what it weighs beside others, what it costs a page that loads it, and whether its events arrive.
 *
 *   loadtest/bench tracker [--quick]
 *
 * Prints a table and one JSON line per figure, as the other benchmarks do; progress is on standard error. Exit 1 when a must is missed or a figure could not
 * be measured. Needs js/tracker/dist (the build), the packages of this folder and of js/, and in FIRSTLIGHT_STAGE, as a JSON list, the command that starts the
 * stage (StageMain.java); `loadtest/bench` sees to all of them.
 */
import { launchChromium } from '../browser/chromium.mjs';
import { deliver } from './delivery.mjs';
import { loadTime } from './load-time.mjs';
import { figures as delivered } from './matrix/judge.mjs';
import { Stage } from './matrix/stage.mjs';
import { report } from './report.mjs';
import { sizes } from './sizes.mjs';

const isQuick = process.argv.includes('--quick');
const say = (/** @type {string} */ text) => console.error(`bench tracker: ${text}`);

const figures = await sizes(say);
const browser = await launchChromium();
try {
  say(`Chromium ${browser.version()}, node ${process.version}`);
  figures.push(...(await loadTime(isQuick ? 3 : 15, say)));
} finally {
  await browser.close();
}

say('starting a broker and the collector');
const stage = await Stage.begin(JSON.parse(process.env.FIRSTLIGHT_STAGE ?? '[]'));
try {
  figures.push(...(await delivered(await deliver(stage, { extent: isQuick ? 'quick' : 'full', say }), say)));
} finally {
  await stage.end();
}
process.exitCode = report('tracker', figures);
