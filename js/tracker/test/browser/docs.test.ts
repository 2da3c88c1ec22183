import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { snippet } from './site';
import { stage } from './stage';

const on = stage();
const page = readFileSync(new URL('../../docs/calls.html', import.meta.url), 'utf8');

it('has an example for every command that there is', () => {
  const types = readFileSync(new URL('../../src/types.ts', import.meta.url), 'utf8');
  const commands = [...types.matchAll(/\(command: ((?:'\w+'(?: \| )?)+)/g)].flatMap(([, names]) => [...names!.matchAll(/'(\w+)'/g)].map(([, name]) => name!));

  expect(commands.length).toBeGreaterThan(15);
  expect(commands.filter((name) => !page.includes(`fl('${name}'`))).toEqual([]);
});

it('has examples that run, and whose events arrive as test traffic', async () => {
  const html = page.replace('{{snippet}}', snippet(on.collector.origin)).replaceAll('{{pixel}}', '12345');
  await on.page.goto(on.site.serve('/', { html }));

  for (const button of await on.page.locator('button').all()) {
    await button.click();
  }
  const wanted = ['page_view', 'impression', 'click', 'conversion', 'newsletter', 'with_variant', 'add_to_cart', 'signed_in'];
  const missing = () => wanted.filter((type) => !on.collector.events().some((event) => event.type == type));
  await on.collector.arrived(wanted.length, () => wanted.filter((type) => !missing().includes(type)));

  const find = (type: string) => on.collector.events().find((event) => event.type == type);
  expect(find('with_variant')).toMatchObject({ variant: 'checkout:b', test: 'true' });
  expect(find('add_to_cart')).toMatchObject({ coupon: 'SPRING', colour: 'green', product_id: 'p1', campaign_id: 'spring' });
  expect(find('conversion')).toMatchObject({ order_id: 'DOCS-1' });
});
