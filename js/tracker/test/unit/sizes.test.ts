import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url));
const readme = read('../README.md').toString();

/** What the build holds each file to. */
const budgets = [...read('build.mjs').toString().matchAll(/'([\w.-]+)': \{ must: (\d+), aim: (\d+) \}/g)].map(([, file, must, aim]) => ({ file: file!, must: +must!, aim: +aim! }));

/** The files of the README's table. Where a row has several, each has a number of its own or all have the same. */
const told = rows(readme.slice(readme.indexOf('| gzip -9'))).flatMap(([files, ...cells]) =>
  [...files!.matchAll(/`([^`]+)`/g)].map(([, file], i) => {
    const [bytes, must, aim] = cells.map((cell) => cell.split(', ')).map((numbers) => Number((numbers[i] ?? numbers[0]!).replace(',', '')));
    return { file: file!, bytes: bytes!, must: must!, aim: aim! };
  }),
);

/** The cells of the first table of a text, without its head. */
function rows(text: string): string[][] {
  const lines = text.split('\n');
  return lines.slice(2, lines.indexOf('')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

const kilobytes = (file: string) => `${budgets.find((budget) => budget.file == file)!.must / 1000}`;

describe('what the documents say of sizes', () => {
  it('names every file that has a budget, with its budget and aim', () => {
    expect(budgets.length).toBe(7);
    expect(told.map(({ file, must, aim }) => ({ file, must, aim }))).toEqual(expect.arrayContaining(budgets));
  });

  // Not to the byte: a zlib of another Node.js packs a little otherwise.
  it.each(told)('is what was built, give or take 2 %: $file', ({ file, bytes, must }) => {
    const built = gzipSync(read(`dist/${file}`), { level: 9 }).length;

    expect(Math.abs(bytes - built)).toBeLessThanOrEqual(built / 50);
    expect(bytes).toBeLessThanOrEqual(must);
  });

  it('is, in KB, the budget that the build fails above', () => {
    expect(readme).toContain(`| \`fl.js\`, \`fl.mjs\` | ${kilobytes('fl.js')} KB, ${kilobytes('fl.mjs')} KB |`);
    expect(readme).toContain(`| \`fl-lite.js\`, \`fl-lite.mjs\` | ${kilobytes('fl-lite.js')} KB, ${kilobytes('fl-lite.mjs')} KB |`);
    expect(read('README.md').toString()).toContain(`At most ${kilobytes('fl.mjs')} KB with gzip, lite ${kilobytes('fl-lite.mjs')};`);
  });
});
