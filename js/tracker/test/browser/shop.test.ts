import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Collector } from './collector';
import { Site } from './site';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../../../browser/walk-shop.mjs', import.meta.url));
const SHOP = new URL('../../../../deploy/standalone/src/main/resources/shop/', import.meta.url);
const PAGES = ['index.html', 'product.html', 'cart.html', 'thank-you.html'];
const FILES = { 'text/javascript': ['index.js', 'product.js', 'cart-page.js', 'thank-you.js', 'frame.js', 'cart.js', 'catalogue.js'], 'text/css': ['shop.css'] };

let collector: Collector;
let shop: Site;

beforeEach(async () => {
  collector = await Collector.start();
  shop = await Site.start();
  const built = readFileSync(new URL('../../dist/snippet.html', import.meta.url), 'utf8');
  for (const page of PAGES) {
    // As the server of `deploy/standalone` does: the snippet first, since it carries the other two.
    const html = read(page).replaceAll('{{snippet}}', built.trim()).replaceAll('{{collector}}', collector.origin).replaceAll('{{pixel}}', 'demo-shop');
    shop.serve('/' + page, { html });
    if (page == 'index.html') {
      shop.serve('/', { html });
    }
  }
  for (const [type, names] of Object.entries(FILES)) {
    names.forEach((name) => shop.serve('/' + name, { html: read(name), headers: { 'content-type': type } }));
  }
});

afterEach(async () => {
  await shop.stop();
  await collector.stop();
});

describe('a walk through the demo shop', () => {
  it('fires every event of the way, and the same order again on a reload', async () => {
    const { stdout } = await run('node', [SCRIPT, '--shop', shop.origin, '--reload-thank-you']);

    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ value: '64.00', currency: 'EUR' });
    expect(told.pages.map((page: string) => new URL(page).pathname)).toEqual(['/', '/product.html', '/cart.html', '/thank-you.html', '/thank-you.html']);
    expect(told.requests.every(({ status }: { status: number }) => status == 200 || status == 204)).toBe(true);

    const types = collector.events().map(({ type }) => type).sort();
    const way = ['add_to_cart', 'begin_checkout', 'click', 'conversion', 'impression', 'page_view', 'page_view', 'page_view', 'page_view', 'product_view'];
    expect(types).toEqual([...way, 'conversion', 'page_view'].sort());
    expect(of('impression')[0]).toMatchObject({ campaign_id: 'first-light-week', placement_id: 'listing-banner', pixel: 'demo-shop' });
    expect(of('click')[0]).toMatchObject({ product_id: 'lantern', placement_id: 'listing-grid' });

    const [order, again] = of('conversion');
    expect(order).toMatchObject({ goal: 'purchase', order_id: told.orderId, value: '64.00', currency: 'EUR' });
    expect(JSON.parse(order!.items)).toEqual([{ id: 'lantern', name: 'Brass lantern', quantity: 1, price: '64.00' }]);
    expect(again).toMatchObject({ goal: 'purchase', order_id: told.orderId, value: '64.00', items: order!.items });
    expect(again!.id).not.toBe(order!.id);
  });

  it('is told in a sentence when there is no shop', async () => {
    const nobody = shop.origin;
    await shop.stop();

    const failed = await run('node', [SCRIPT, '--shop', nobody]).catch((problem) => problem);

    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^walk-shop: listing: .*ERR_CONNECTION_REFUSED/);
    shop = await Site.start();
  });
});

function of(type: string) {
  return collector.events().filter((event) => event.type == type);
}

function read(name: string): string {
  return readFileSync(new URL(name, SHOP), 'utf8');
}
