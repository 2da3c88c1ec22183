/**
 * A page with the real tracker and one auto-tracking module of it, and the collector's ledger of what came. What the module called is kept in the page as
 * well, so that a test knows how many events to wait for, and that there were no more.
 */
import { build } from 'esbuild';
import { expect } from 'vitest';
import type { Auto } from '../../src/types';
import { markup, snippet } from './site';
import type { Stage } from './stage';

const modules = build({
  entryPoints: [new URL('../../src/auto/all.ts', import.meta.url).pathname],
  bundle: true,
  format: 'iife',
  globalName: 'auto',
  target: 'es2020',
  write: false,
});

declare global {
  interface Window {
    called: unknown[][];
    stop(): void;
    auto: any;
  }
}

export interface Opened {
  /** Without the Navigation API, as browsers before 2025 are: an element may be found under its name. */
  isOld?: boolean;
  body?: string;
  head?: string;
  path?: string;
}

/** Opens a page on which the module runs. */
export async function openWith(on: Stage, name: keyof Auto, options: object, { isOld = false, body = '', head = '', path = '/shop' }: Opened = {}): Promise<void> {
  const [bundle] = (await modules).outputFiles;
  on.site.serve('/auto.js', { html: bundle!.text, headers: { 'content-type': 'text/javascript' } });
  const start = `<script src="/auto.js"></script><script>
    called = [];
    stop = auto.MODULES.${name}((...command) => {
      called.push(JSON.parse(JSON.stringify(command)));
      Object.assign(command[command.length - 1], {nth: called.length}); // events overtake each other
      fl(...command);
    }, ${JSON.stringify(options)});
  </script>`;
  const html = markup(snippet(on.collector.origin, { commands: `fl('consent', 'granted');` }) + head, body + start);
  on.site.serve(path.replace(/[?#].*/, ''), { html });
  if (isOld) {
    await on.page.addInitScript(() => {
      Object.defineProperty(window, 'navigation', { get: () => document.getElementById('navigation') ?? undefined });
    });
  }
  await on.page.goto(on.site.origin + path);
}

/** What arrived at the collector, in the order in which it was called, once all of it has. */
export async function arrivals(on: Stage): Promise<Record<string, any>[]> {
  await on.page.evaluate(() => new Promise((done) => setTimeout(done))); // what waits for the end of this task
  const called = await on.page.evaluate(() => window.called.length);
  await on.collector.arrived(called);
  expect(on.collector.events()).toHaveLength(called);
  return on.collector.events().sort((a, b) => a.nth - b.nth);
}
