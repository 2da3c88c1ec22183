/** React itself, with its router and in strict mode, which runs effects twice, and integrations/react.js. */
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { markup } from './site';
import { stage } from './stage';

const on = stage();

it('an application in React has one view of each route, though strict mode runs its effects twice', async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL('application/main.jsx', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    define: { COLLECTOR: JSON.stringify(on.collector.origin), 'process.env.NODE_ENV': '"development"' }, // in which strict mode is strict
    logLevel: 'warning',
  });
  on.site.serve('/application.js', { html: outputFiles[0]!.text, headers: { 'content-type': 'text/javascript' } });
  await on.page.goto(on.site.serve('/shop', { html: markup('', '<div id="root"></div><script src="/application.js"></script>') }));
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
