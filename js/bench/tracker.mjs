/**
 * The tracker's figures: what it weighs beside others, what it costs a page that loads it, and whether its events arrive.
 *
 *   loadtest/bench tracker [--quick]
 *
 * Prints a table and one JSON line per figure, as the other benchmarks do; progress is on standard error. Exit 1 when a must is missed or a figure could not
 * be measured. Needs js/tracker/dist (the build) and the packages of this folder and of js/, which `loadtest/bench` sees to.
 */
import { launchChromium } from '../browser/chromium.mjs';
import { delivery, unload } from './delivery.mjs';
import { loadTime } from './load-time.mjs';
import { report } from './report.mjs';
import { sizes } from './sizes.mjs';

const isQuick = process.argv.includes('--quick');
const say = (/** @type {string} */ text) => console.error(`bench tracker: ${text}`);

const figures = await sizes(say);
const browser = await launchChromium();
try {
  say(`Chromium ${browser.version()}, node ${process.version}`);
  figures.push(...(await loadTime(browser, isQuick ? 5 : 15, say)));
  figures.push(await unload(browser, isQuick ? 5 : 30, say));
  figures.push(...(await delivery(browser, isQuick ? 1_000 : 10_000, say)));
} finally {
  await browser.close();
}
process.exitCode = report('tracker', figures);
