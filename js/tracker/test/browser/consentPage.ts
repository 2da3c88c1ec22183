/** A page of the consent matrix: the consent manager, the tracker in one of its builds, an adapter, and what a visitor does before anybody has answered. */
import { build } from 'esbuild';
import type { Case } from './consentCases';
import { markup, snippet } from './site';
import type { Stage } from './stage';

/** How the tracker comes into the page. */
export interface Embed {
  script: 'fl.js' | 'fl-lite.js' | 'fl.mjs' | 'fl-lite.mjs';
  /** The snippet that asks for nothing before a consent. */
  isHeld?: boolean;
}

/** Said by the site before the page is there: it waits. */
export const BEFORE = ['page_view', 'conversion', 'click'];
const DOING = `fl('pageView'); fl('identify', 'u1', {tier: 'gold'}); fl('conversion', {order_id: 'A-1'}); fl('click'); fl('flush');`;

const cmps = build({ entryPoints: [new URL('../cmps.ts', import.meta.url).pathname], bundle: true, format: 'iife', globalName: 'cmps', target: 'es2020', write: false });

export async function openCase(on: Stage, { page = '', adapter, options = {}, init = {}, browser = [] }: Partial<Case>, { script, isHeld }: Embed): Promise<void> {
  await on.context.setExtraHTTPHeaders(browser.includes('gpc') ? { 'Sec-GPC': '1' } : {});
  await on.page.addInitScript(prepare, browser);
  on.site.serve('/cmps.js', { html: (await cmps).outputFiles[0]!.text, headers: { 'content-type': 'text/javascript' } });
  const head = `<script src="/cmps.js"></script><script>var cmp; ${page}</script>`;
  const ours = script.endsWith('.mjs') ? asModule(on.collector.origin, script, adapter, options, init) : asScript(on.collector.origin, script, isHeld, adapter, options, init);
  await on.page.goto(on.site.serve('/', { html: markup(head + ours) }));
}

function asScript(collector: string, script: string, isHeld: boolean | undefined, adapter: Case['adapter'], options: object, init: object): string {
  const attributes = Object.entries(options).map(([name, value]) => ` data-${name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase())}="${value}"`);
  const commands = `fl('init', '12345', ${JSON.stringify(init)}); ${DOING}`;
  return snippet(collector, { consent: '', script, kind: isHeld ? 'snippet-held' : 'snippet', commands }) + (adapter ? `<script async src="${collector}/fl-${adapter}.js"${attributes.join('')}></script>` : '');
}

function asModule(collector: string, script: string, adapter: Case['adapter'], options: object, init: object): string {
  return `<script type="module">
    import { fl } from '${collector}/${script}';
    ${adapter ? `import { ${adapter} } from '${collector}/fl-${adapter}.mjs';` : ''}
    window.fl = fl;
    fl('init', '12345', ${JSON.stringify({ endpoint: collector, ...init })});
    ${DOING}
    ${adapter ? `${adapter}(fl, ${JSON.stringify(options)});` : ''}
  </script>`;
}

/** Runs in the page before everything else. */
function prepare(browser: string[]): void {
  const page = window as any;
  const later = window.setTimeout;
  page.looks = 0;
  page.eventually = (is: () => unknown) => new Promise<void>((done) => (function look(): void { is() ? done() : later(look, 1); })());
  if (browser.includes('hurried')) {
    page.setTimeout = (what: () => void, ms: number) => later(() => (what(), page.looks++), ms / 100);
  }
  if (browser.includes('gpc')) {
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true });
  }
  if (browser.includes('dnt')) {
    Object.defineProperty(Navigator.prototype, 'doNotTrack', { value: '1' });
  }
}
