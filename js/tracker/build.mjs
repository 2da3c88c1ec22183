/**
 * Builds dist/fl.js, dist/snippet.js and dist/snippet.html, says how many bytes they are, and fails when one is over its budget.
 * dist/fl.js.map is for reading a stack trace at home; it is not shipped, and fl.js does not name it.
 */
import { build } from 'esbuild';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const dist = join(here, 'dist');
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

/** Greatest bytes. The snippet stands in every page uncompressed; the library travels compressed. */
const BUDGET = { snippet: 400, libraryGzip: 3072 };

mkdirSync(dist, { recursive: true });
await build({
  entryPoints: [join(here, 'src', 'main.ts')],
  outfile: join(dist, 'fl.js'),
  bundle: true,
  format: 'iife',
  target: 'es2017',
  minify: true,
  sourcemap: 'external',
  define: { VERSION: JSON.stringify(version) },
  banner: { js: `/* Firstlight ${version}, Apache-2.0 */` },
  legalComments: 'none',
  logLevel: 'warning',
});
const { outputFiles: [built] } = await build({
  entryPoints: [join(here, 'src', 'snippet.ts')],
  write: false,
  target: 'es2017',
  minify: true,
  tsconfigRaw: {}, // ours is strict, for which esbuild would write "use strict" into every page
  logLevel: 'warning',
});
if (!built) {
  throw new Error('esbuild wrote no snippet');
}
// One statement a call, so that a site can put a line of its own between them.
const snippet = built.text.trim().replaceAll(',fl("', ';fl("');
writeFileSync(join(dist, 'snippet.js'), snippet + '\n');
writeFileSync(join(dist, 'snippet.html'), `<script>${snippet}</script>\n`);

const library = readFileSync(join(dist, 'fl.js'));
const sizes = [
  { what: 'snippet.js', bytes: Buffer.byteLength(snippet), budget: BUDGET.snippet },
  { what: 'fl.js gzip', bytes: gzipSync(library, { level: 9 }).length, budget: BUDGET.libraryGzip },
  { what: 'fl.js', bytes: library.length },
];
for (const { what, bytes, budget } of sizes) {
  console.log(`tracker: ${what.padEnd(10)} ${String(bytes).padStart(6)} B${budget ? ` of ${budget} B` : ''}`);
}
const over = sizes.filter(({ bytes, budget }) => budget && bytes > budget);
if (over.length) {
  console.error(`tracker: over its budget: ${over.map(({ what }) => what).join(', ')}. Make it smaller, or change BUDGET in build.mjs and say why.`);
  process.exit(1);
}
