/** What each file weighs with gzip -9, and what others weigh: bundled by the same esbuild, with the same settings, in the same command. */
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

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

/** @param {string} contents */
export async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true,
    format: 'iife',
    target: 'es2017',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0].contents;
}

/** @param {(text: string) => void} say @returns {Promise<import('./report.mjs').Figure[]>} */
export async function sizes(say) {
  say('sizes');
  const figures = OURS.map(({ figure, file, must, aim }) => {
    const path = new URL(file, dist);
    return { figure, must, aim, rounds: existsSync(path) ? [gzip(readFileSync(path))] : [] };
  });
  const others = await Promise.all(Object.entries(OTHERS).map(async ([name, contents]) => /** @type {const} */ ([name, gzip(await bundle(contents))])));
  const full = figures.find(({ figure }) => figure == 'full_gzip_bytes');
  Object.assign(full ?? {}, { baseline: others.map(([name, bytes]) => `${name} ${bytes}`).join(', ') });
  return [...figures, ...others.map(([name, bytes]) => ({ figure: `other_${name.replace(/\W+/g, '_').replace(/^_/, '')}_gzip_bytes`, rounds: [bytes] }))];
}
