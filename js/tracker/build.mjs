/**
 * Builds dist/: fl.js and fl-lite.js (scripts), fl.mjs and fl-lite.mjs (modules), the snippets; says how many bytes they are, and fails when one is over
 * its budget.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const dist = join(here, 'dist');
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

/** Greatest bytes with gzip, and where we want to be. */
const BUDGET = {
  'snippet.js': { must: 500, aim: 400 },
  'snippet-pinned.js': { must: 500, aim: 500 },
  'snippet-held.js': { must: 500, aim: 500 },
  'fl-lite.js': { must: 2200, aim: 1800 },
  'fl.js': { must: 5500, aim: 4500 },
  // Modules say the name of every command twice more. A bundler puts them into a script that is there already.
  'fl-lite.mjs': { must: 2400, aim: 2200 },
  'fl.mjs': { must: 5700, aim: 5500 },
};

/**
 * Tells V8 (Chrome 136) to compile every function of the script at once, which it then does on another thread as the script comes in. Without it each function is
 * compiled when it is first called, on the main thread: half of what loading cost. To every other browser, and to a bundler, it is a comment.
 */
const HINT = '//# allFunctionsCalledOnLoad';

/** Names that end so are ours alone: they become one letter. */
const OURS = /^[a-z][A-Za-z]*_$/;

mkdirSync(dist, { recursive: true });
await library('full.ts', 'fl.js', 'iife');
await library('lite.ts', 'fl-lite.js', 'iife');
await library('index.ts', 'fl.mjs', 'esm');
await library('index.lite.ts', 'fl-lite.mjs', 'esm');

const sha256 = createHash('sha256').update(readFileSync(join(dist, 'fl.js')));
const digest = sha256.digest();
await snippet('snippet', { script: 'fl.js' });
// The collector serves each file under its hash as well, for ever: the first 16 hex digits.
await snippet('snippet-pinned', { script: `fl.${digest.toString('hex').slice(0, 16)}.js`, integrity: `sha256-${digest.toString('base64')}` });
await snippet('snippet-held', { script: 'fl.js', held: true });

const over = [];
for (const [name, { must, aim }] of Object.entries(BUDGET)) {
  const plain = readFileSync(join(dist, name));
  const bytes = gzipSync(plain, { level: 9 }).length;
  console.log(`tracker: ${name.padEnd(18)} ${String(plain.length).padStart(6)} B, gzip ${String(bytes).padStart(5)} of ${must} (aim ${aim})`);
  if (bytes > must) {
    over.push(name);
  }
}
if (over.length) {
  console.error(`tracker: over budget: ${over.join(', ')}. Make it smaller, or change BUDGET in build.mjs and say why.`);
  process.exit(1);
}

/** @param {string} entry @param {string} name @param {'iife' | 'esm'} format */
async function library(entry, name, format) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'src', entry)],
    write: false,
    bundle: true,
    format,
    target: 'es2020',
    minify: true,
    mangleProps: OURS,
    define: { VERSION: JSON.stringify(version), FULL: String(!name.includes('lite')) },
    tsconfigRaw: {}, // ours is strict, for which esbuild would write "use strict" into each
    legalComments: 'none',
    logLevel: 'warning',
  });
  // esbuild bundles and drops what a build does not use; terser puts functions that are called once where they are called, and writes 1 and 0 for what is said to be
  // true and false, with `==`: a field of an event must not be one that is written so.
  const { code } = await minify(outputFiles[0]?.text ?? '', { ecma: 2020, module: format == 'esm', compress: { passes: 6, unsafe_arrows: true, hoist_funs: true, pure_getters: true, unsafe_methods: true, booleans_as_integers: true }, mangle: true });
  writeFileSync(join(dist, name), `${format == 'iife' ? HINT : '//firstlight Apache-2.0'}\n${code}\n`);
}

/** @param {string} name @param {{script: string, integrity?: string, held?: boolean}} how */
async function snippet(name, { script, integrity = '', held = false }) {
  const { outputFiles: [built] } = await build({
    entryPoints: [join(here, 'src', 'snippet.ts')],
    write: false,
    target: 'es2017',
    minify: true,
    define: { INTEGRITY: JSON.stringify(integrity), HELD: String(held) },
    tsconfigRaw: {},
    logLevel: 'warning',
  });
  if (!built) {
    throw new Error('esbuild wrote no snippet');
  }
  // One statement a call, so that a site can put a line of its own between them.
  const text = built.text.trim().replaceAll(',fl("', ';fl("').replace('{{script}}', script);
  writeFileSync(join(dist, `${name}.js`), text + '\n');
  writeFileSync(join(dist, `${name}.html`), `<script>${text}</script>\n`);
}
