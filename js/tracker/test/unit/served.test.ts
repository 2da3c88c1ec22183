import { readFileSync, readdirSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const served = new URL('../../dist/served/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, served));
const index = read('index').toString('ascii').trim().split('\n');

describe('what a collector serves', () => {
  it('is named in the index, each file with its two compressed forms', () => {
    const forms = index.flatMap((name) => [name, `${name}.br`, `${name}.gz`]);

    expect(readdirSync(served).sort()).toEqual([...forms, 'index'].sort());
    expect(index).toContain('fl.js');
    expect(index).toContain('fl-snippet.html');
  });

  it.each(['fl.js', 'fl-lite.js'])('tells V8 in its first line to compile it away from the page: %s', (name) => {
    expect(read(name).toString().split('\n')[0]).toBe('//# allFunctionsCalledOnLoad');
  });

  it.each(index)('unpacks to what was built: %s', (name) => {
    const plain = read(name);

    expect(gunzipSync(read(`${name}.gz`)).equals(plain)).toBe(true);
    expect(brotliDecompressSync(read(`${name}.br`)).equals(plain)).toBe(true);
    expect(read(`${name}.br`).length).toBeLessThan(plain.length);
  });
});
