/** React itself, with its router and in strict mode, which runs effects twice, and integrations/react.js. */
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { markup } from './site';
import { stage } from './stage';

const on = stage();

it('an application in React has one view of each route, though strict mode runs its effects twice', async () => {
  await open({ mode: 'development' }); // in which strict mode is strict
  await on.collector.arrived(1);

  await on.page.click('a');
  await on.collector.arrived(2);
  await on.page.click('button');
  await on.collector.arrived(3);
  await on.page.goBack();
  await on.collector.arrived(4);

  expect(await on.page.evaluate('effects')).toBe(2);
  const seen = on.collector.events().map(({ type, page_url }) => `${type} ${new URL(page_url).pathname}`);
  expect(seen).toEqual(['page_view /shop', 'page_view /product', 'add_to_cart /product', 'page_view /shop']);
  expect(on.collector.requests('GET', '/fl.js')).toHaveLength(1);
});

it.each([
  ['Trusted Types, which name ours', "require-trusted-types-for 'script'; trusted-types firstlight"],
  ['Trusted Types of any name', "require-trusted-types-for 'script'"],
])('works under a policy, and the console is clean: %s', async (_, policy) => {
  await open({ policy });
  await on.collector.arrived(1);
  await on.page.click('a');
  await on.collector.arrived(2);
  await on.page.evaluate(''); // what the browser has said of the page by now comes before its answer

  expect(on.collector.events().map(({ type }) => type)).toEqual(['page_view', 'page_view']);
  expect(on.collector.requests('GET', '/fl-auto.js')).toHaveLength(1);
  expect(on.console.join('\n')).toBe('');
});

it('works where a policy names Trusted Types without ours and requires none', async () => {
  await open({ policy: 'trusted-types other' });
  await on.collector.arrived(1);

  expect(await on.page.textContent('#root')).toBe('Scarf');
});

it('the application stays where a policy lets nothing of ours through, and the console says so', async () => {
  await open({ policy: "require-trusted-types-for 'script'; trusted-types 'none'" });
  await on.page.click('a');
  await on.page.click('button');

  expect(await on.page.textContent('#root')).toBe('Buy');
  expect(on.console.join('\n')).toContain('firstlight:');
  expect(on.collector.ledger).toEqual([]);
});

it('an element with the id `fl` is not taken for the queue', async () => {
  await open({ body: '<b id="fl"></b>' });
  await on.collector.arrived(1);

  expect(await on.page.textContent('#root')).toBe('Scarf');
});

it("a page's own `fl` is left alone: the console says so, and another name does", async () => {
  const OWN = '<script>seen = 0; fl = function () { seen++; }</script>';
  await open({ body: OWN });
  await on.page.waitForSelector('a');
  expect(await on.page.evaluate('[seen, typeof fl.q]')).toEqual([0, 'undefined']);
  expect(on.console.join('\n')).toContain("window.fl is the page's own, give another name");

  await open({ body: OWN, name: 'metrics' });
  await on.collector.arrived(1);

  expect(await on.page.evaluate('[seen, typeof fl.q]')).toEqual([0, 'undefined']);
});

async function open({ mode = 'production', policy = '', body = '', name = 'fl' }) {
  const { outputFiles } = await build({
    entryPoints: [new URL('application/main.jsx', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    define: { COLLECTOR: JSON.stringify(on.collector.origin), NAME: JSON.stringify(name), 'process.env.NODE_ENV': JSON.stringify(mode) },
    logLevel: 'warning',
  });
  on.site.serve('/application.js', { html: outputFiles[0]!.text, headers: { 'content-type': 'text/javascript' } });
  const html = markup('', body + '<div id="root"></div><script src="/application.js"></script>');
  await on.page.goto(on.site.serve('/shop', { html, headers: policy ? { 'content-security-policy': policy } : {} }));
}
