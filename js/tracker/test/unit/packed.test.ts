/** The pages that the package carries, where it is all that somebody has. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';

const tracker = new URL('../../', import.meta.url);

/** Without what npm tells the scripts that it runs. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--silent', '--ignore-scripts'], { cwd: tracker, env, encoding: 'utf8' }));
const packed: string[] = files.map(({ path }: { path: string }) => path);

/** What a page links to beside itself, as paths from the package's root. */
function links(page: string): string[] {
  const text = readFileSync(new URL(page, tracker), 'utf8');
  const targets = [...text.matchAll(/\]\(([^)\s]+)/g)].map(([, target]) => target!);
  return targets.filter((target) => !/^([a-z]+:|#)/i.test(target)).map((target) => posix.join(posix.dirname(page), target.replace(/[#?].*/, '')));
}

it.each(packed.filter((path) => path.endsWith('.md')))('%s links to what the package has', (page) => {
  expect(links(page).filter((path) => !packed.includes(path))).toEqual([]);
});

it('is looked for in pages that have links', () => {
  expect(links('README.md')).toEqual(expect.arrayContaining(['docs/calls.html', 'integrations/README.md']));
  expect(links('integrations/README.md')).toContain('docs/README.md');
});
