/** The package as others get it: packed, installed without a network, type-checked, bundled and run. And its API, which changes only on purpose. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declarations, report } from '../../build-types.mjs';
import { markup } from './site';
import { stage } from './stage';

const on = stage();
const tracker = fileURLToPath(new URL('../..', import.meta.url));
const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'firstlight-consumer-'));
const installed = join(project, 'node_modules', '@firstlight', 'tracker');

/** Without what npm tells the scripts that it runs: this is another project. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
const run = (command: string, parameters: string[], cwd = project) =>
  promisify(execFile)(command, parameters, { cwd, env }).catch(({ message, stdout }) => Promise.reject(new Error(`${message}\n${stdout}`)));

let packed: { filename: string; files: { path: string }[] };

beforeAll(async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', project], tracker);
  [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  writeFileSync(join(project, 'package.json'), '{"name": "consumer", "private": true, "type": "module"}');
  cpSync(new URL('consumer', import.meta.url), project, { recursive: true });
  await run('npm', ['install', '--offline', '--cache', join(project, 'cache'), '--no-audit', '--no-fund', `./${packed.filename}`]);
});
afterAll(() => rmSync(project, { recursive: true }));

describe('the package', () => {
  it('has what a page and a compiler need, its licence, and nothing that builds or tests it', () => {
    const paths = packed.files.map(({ path }) => path);

    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/fl.js', 'dist/fl.mjs', 'dist/fl-tcf.js', 'dist/snippet.html', 'integrations/react.js']));
    expect(paths.filter((path) => !/^(LICENSE|README\.md|package\.json|dist\/(types\/.*\.d\.mts|(fl|snippet)(-[a-z]+)*\.(m?js|html))|(docs|integrations)\/[\w.-]+)$/.test(path))).toEqual([]);
  });

  it('brings no other package, and runs nothing when it is installed', () => {
    const { dependencies, private: isPrivate, scripts } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));

    expect([dependencies, isPrivate]).toEqual([undefined, undefined]);
    expect(Object.keys(scripts).filter((name) => /install|^prepare$/.test(name))).toEqual([]);
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@firstlight']);
  });

  it("has the licence of the repository, word for word", () => {
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toBe(readFileSync(new URL('../../../../LICENSE', import.meta.url), 'utf8'));
  });

  it.each([
    ['bundler', 'ESNext'],
    ['node16', 'Node16'],
  ])('is type-checked with a site, strictly, by moduleResolution %s', async (moduleResolution, module) => {
    const compilerOptions = { moduleResolution, module, target: 'ES2022', lib: ['ES2022', 'DOM'], types: [], strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts', 'commands.ts'] }));

    await run(process.execPath, [tsc, '-p', '.']);
  });
});

describe('a site that is bundled with the package', () => {
  async function bundle(platform: 'browser' | 'node') {
    const { outputFiles } = await build({
      entryPoints: [join(project, 'main.ts')],
      bundle: true,
      write: false,
      format: platform == 'browser' ? 'iife' : 'esm',
      platform,
      define: { COLLECTOR: JSON.stringify(on.collector.origin) },
      external: ['@firstlight/tracker/adapters/common'], // which is not to be had, and is never asked for: an error of types
      logLevel: 'silent',
    });
    return outputFiles[0]!.text;
  }

  it('sends what it says, by both builds on one page', async () => {
    const script = (await bundle('browser')).replace('</script>', '<\\/script>');

    await on.page.goto(on.site.serve('/', { html: markup('', `<script>${script}</script>`) }));
    await on.collector.arrived(4);

    const seen = on.collector.events().map(({ type, pixel, consent }) => `${type} ${pixel} ${consent}`).sort();
    expect(seen).toEqual(['by_the_lite_build lite not-required', 'by_the_one_function full granted:analytics', 'conversion full granted:analytics', 'page_view full granted:analytics']);
    expect(on.collector.events().find(({ type }) => type == 'conversion')).toMatchObject({ order_id: 'A-1', variant: 'checkout:b', items: '[{"id":"p1","quantity":2}]' });
  });

  it('does nothing on a server, and does not break it', async () => {
    writeFileSync(join(project, 'server.mjs'), (await bundle('node')) + '\nconsole.log("rendered");');

    const { stdout } = await run(process.execPath, ['server.mjs']);

    expect(stdout).toBe('rendered\n');
    expect(on.collector.ledger).toEqual([]);
  });
});

describe('a server that renders pages', () => {
  it.each(['@firstlight/tracker', '@firstlight/tracker/lite'])('has nothing of its visitors in its memory: %s', async (name) => {
    const calls = `import { fl, identify, pageView } from '${name}'; identify('u1', {email: 'u1@shop.example'}); pageView(); fl('init', '12345'); fl.push(['click']); fl.push([() => console.log('called')]);`;
    writeFileSync(join(project, 'render.mjs'), calls + ' console.log(fl.q.length);');

    const { stdout } = await run(process.execPath, ['render.mjs']);

    expect(stdout).toBe('0\n');
  });
});

describe('the API', () => {
  it('is the one of the report: who changes it on purpose runs `npm run api -w tracker`', () => {
    expect(report(declarations())).toBe(readFileSync(new URL('../../api.txt', import.meta.url), 'utf8'));
  });

  it('says no name that the build makes shorter', () => {
    expect(report(declarations())).not.toMatch(/\b[a-z]\w*_\b/);
  });
});
