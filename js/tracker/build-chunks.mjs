/**
 * Builds what a page may load beside the library: the consent adapters and the auto-tracking modules, each a script of its own (dist/fl-tcf.js) and a
 * module (dist/fl-tcf.mjs). Fails when one is over its budget.
 */
import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

export const ADAPTERS = ['tcf', 'gpp', 'google', 'callback'];

/** Greatest bytes of a script with gzip; the promise is 900, the aim 700, which the two of IAB miss by what their purposes and sections weigh. */
const BUDGET = 850;

/** All seven modules together. */
const AUTO_BUDGET = 2200;

for (const name of ADAPTERS) {
  await write(name, 'esm', `export { ${name} } from './adapters/${name}';`, 'mjs');
  check(name, await write(name, 'iife', `import { attach } from './adapters/attach'; import { ${name} } from './adapters/${name}'; attach(${name});`, 'js'), BUDGET);
}
await write('auto', 'esm', `export { MODULES } from './auto/all';`, 'mjs');
check('auto', await write('auto', 'iife', `import './auto/attach';`, 'js'), AUTO_BUDGET);

/** @param {string} name @param {string} script @param {number} budget */
function check(name, script, budget) {
  const bytes = gzipSync(script, { level: 9 }).length;
  console.log(`chunk:   ${`${name} gzip`.padEnd(14)} ${String(bytes).padStart(6)} B of ${budget} B`);
  if (bytes > budget) {
    console.error(`chunk: ${name} is over its budget. Make it smaller, or change its budget in build-chunks.mjs and say why.`);
    process.exitCode = 1;
  }
}

/** @param {string} name @param {'esm' | 'iife'} format @param {string} contents @param {string} ending */
async function write(name, format, contents, ending) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(here, 'src'), loader: 'ts' },
    outfile: join(here, 'dist', `fl-${name}.${ending}`),
    bundle: true,
    format,
    target: 'es2020', // as the library, without which a chunk has nobody to tell
    minify: true,
    tsconfigRaw: {}, // ours is strict, for which esbuild would write "use strict" into each
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  });
  const [file] = outputFiles;
  if (!file) {
    throw new Error(`esbuild wrote nothing for ${name}`);
  }
  // As build.mjs does: esbuild bundles, terser puts functions that are called once where they are called.
  const { code = '' } = await minify(file.text, { ecma: 2020, module: format == 'esm', compress: { passes: 3, unsafe_arrows: true, hoist_funs: true, unsafe_methods: true }, mangle: true });
  mkdirSync(join(here, 'dist'), { recursive: true });
  writeFileSync(file.path, code);
  return code;
}
