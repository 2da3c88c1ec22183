/**
 * What each file weighs with gzip -9, and what others weigh: bundled by one esbuild, minified by it, for es2020, in one command.
 *
 * Ours are measured twice. As they are served, they were made smaller by their own build (`build.mjs`: terser behind esbuild, and one letter for each name of a property
 * that is ours alone), which nobody does to a package that he imports; `…_as_others_…` is the same source with neither, to be held beside the others.
 *
 *   node js/bench/sizes.mjs
 *
 * runs this alone; it needs what is installed here and in js/, and js/tracker/dist.
 */
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { report } from './report.mjs';

const dist = new URL('../tracker/dist/', import.meta.url);
const here = new URL('.', import.meta.url).pathname;
const gzip = (/** @type {Uint8Array} */ bytes) => gzipSync(bytes, { level: 9 }).length;

/** Bytes: what must hold, and what we want (issue 7). */
const OURS = [
  { figure: 'snippet_gzip_bytes', file: 'snippet.js', must: 500, aim: 400 },
  { figure: 'lite_gzip_bytes', file: 'fl-lite.js', must: 2200, aim: 1800 },
  { figure: 'full_gzip_bytes', file: 'fl.js', must: 5500, aim: 4500 },
  ...['tcf', 'gpp', 'google', 'callback'].map((name) => ({ figure: `adapter_${name}_gzip_bytes`, file: `fl-${name}.js`, must: 900, aim: 700 })),
  { figure: 'auto_gzip_bytes', file: 'fl-auto.js', must: 2200, aim: 2000 },
];

/** As their own documentation begins: a tracker that counts the page. */
export const OTHERS = {
  '@snowplow/browser-tracker': `import { newTracker, trackPageView } from '@snowplow/browser-tracker'; newTracker('sp', location.origin, { appId: 'a' }); trackPageView();`,
  'posthog-js': `import posthog from 'posthog-js'; posthog.init('key', { api_host: location.origin });`,
  'plausible-tracker': `import Plausible from 'plausible-tracker'; Plausible({ domain: 'a.example', apiHost: location.origin, trackLocalhost: true }).enableAutoPageviews();`,
  '@segment/analytics-next': `import { AnalyticsBrowser } from '@segment/analytics-next'; AnalyticsBrowser.load({ writeKey: 'key', cdnURL: location.origin }).page();`,
};

/** Our source as somebody else's, bundled by whoever imports it; what is defined is as in `build.mjs`. */
const OURS_AS_OTHERS = {
  full: { contents: `import '../tracker/src/full.ts';`, define: { VERSION: '"0.0.0"', FULL: 'true' } },
  lite: { contents: `import '../tracker/src/lite.ts';`, define: { VERSION: '"0.0.0"', FULL: 'false' } },
};

/** @param {string} contents @param {Record<string, string>} [define] */
export async function bundle(contents, define = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true,
    format: 'iife',
    target: 'es2020',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    tsconfigRaw: {},
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0].contents;
}

/** @param {(text: string) => void} say @returns {Promise<import('./report.mjs').Figure[]>} */
export async function sizes(say) {
  say('sizes');
  /** @type {import('./report.mjs').Figure[]} */
  const figures = OURS.map(({ figure, file, must, aim }) => {
    const path = new URL(file, dist);
    return { figure, must, aim, rounds: existsSync(path) ? [gzip(readFileSync(path))] : [] };
  });
  const others = await Promise.all(Object.entries(OTHERS).map(async ([name, contents]) => /** @type {const} */ ([name, gzip(await bundle(contents))])));
  for (const [name, { contents, define }] of Object.entries(OURS_AS_OTHERS)) {
    figures.push({ figure: `${name}_as_others_gzip_bytes`, rounds: [gzip(await bundle(contents, define))] });
  }
  const full = figures.find(({ figure }) => figure == 'full_as_others_gzip_bytes');
  Object.assign(full ?? {}, { baseline: others.map(([name, bytes]) => `${name} ${bytes}`).join(', ') });
  return [...figures, ...others.map(([name, bytes]) => ({ figure: `other_${name.replace(/\W+/g, '_').replace(/^_/, '')}_gzip_bytes`, rounds: [bytes] }))];
}

if (import.meta.url == pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = report('tracker', await sizes(console.error));
}
