/**
 * Packs what a collector serves to pages, from dist/ into dist/served/: each file as it is, with gzip and with Brotli, and an index that names
 * them. Compressed here, once, as small as it gets; the collector compresses nothing.
 */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const dist = join(here, 'dist');
const served = join(dist, 'served');

/** fl.js, its other builds and the chunks beside it. The collector puts its own name for `fl`. */
const SERVED = /^fl(-[a-z0-9]+)?\.m?js$/;

rmSync(served, { recursive: true, force: true });
mkdirSync(served);
copyFileSync(join(dist, 'snippet.html'), join(dist, 'fl-snippet.html'));
const names = [...readdirSync(dist).filter((name) => SERVED.test(name)), 'fl-snippet.html'].sort();
for (const name of names) {
  const plain = readFileSync(join(dist, name));
  const gzip = gzipSync(plain, { level: 9 });
  const brotli = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  writeFileSync(join(served, name), plain);
  writeFileSync(join(served, `${name}.gz`), gzip);
  writeFileSync(join(served, `${name}.br`), brotli);
  console.log(`served:  ${name.padEnd(16)} ${String(plain.length).padStart(6)} B, gzip ${String(gzip.length).padStart(5)}, brotli ${String(brotli.length).padStart(5)}`);
}
writeFileSync(join(served, 'index'), names.map((name) => name + '\n').join(''));
