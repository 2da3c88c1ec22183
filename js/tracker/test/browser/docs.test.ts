import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { markup, snippet } from './site';
import { stage } from './stage';
import { prove } from './tabs';

const on = stage();
const page = readFileSync(new URL('../../docs/calls.html', import.meta.url), 'utf8');

it('has an example for every command that there is', () => {
  const types = readFileSync(new URL('../../src/types.ts', import.meta.url), 'utf8');
  const commands = [...types.matchAll(/\[command: ((?:'\w+'(?: \| )?)+)/g)].flatMap(([, names]) => [...names!.matchAll(/'(\w+)'/g)].map(([, name]) => name!));

  expect(commands.length).toBeGreaterThan(15);
  expect(commands.filter((name) => !page.includes(`fl('${name}'`))).toEqual([]);
});

it('has examples that run, and whose events arrive as test traffic', async () => {
  const html = page.replace('{{snippet}}', snippet(on.collector.origin)).replaceAll('{{pixel}}', '12345');
  await on.page.goto(on.site.serve('/', { html }));

  for (const button of await on.page.locator('button').all()) {
    await button.click();
    await prove(on); // before `forget` and its kin, which end what is on its way
  }
  const wanted = ['page_view', 'impression', 'click', 'conversion', 'newsletter', 'with_variant', 'add_to_cart', 'signed_in'];
  const missing = () => wanted.filter((type) => !on.collector.events().some((event) => event.type == type));
  await on.collector.arrived(wanted.length, () => wanted.filter((type) => !missing().includes(type)));

  const find = (type: string) => on.collector.events().find((event) => event.type == type);
  expect(find('with_variant')).toMatchObject({ variant: 'checkout:b', test: 'true' });
  expect(find('add_to_cart')).toMatchObject({ coupon: 'SPRING', colour: 'green', product_id: 'p1', campaign_id: 'spring' });
  expect(find('conversion')).toMatchObject({ order_id: 'DOCS-1' });
});

it('has no example whose events count, whatever ran before it: a refusal, an opt-out and `forget` unsay what was set', async () => {
  const html = page.replace('{{snippet}}', snippet(on.collector.origin, { consent: '' })).replaceAll('{{pixel}}', '12345');
  await on.page.goto(on.site.serve('/', { html }));
  const run = (name: string, changed?: string) =>
    on.page.locator('section', { has: on.page.locator('h2', { hasText: new RegExp('^' + name) }) }).evaluate((section, changed) => {
      section.querySelector('pre')!.textContent = changed ?? section.querySelector('pre')!.textContent;
      section.querySelector('button')!.click();
    }, changed);

  await run('consent');
  await run('optOut');
  await run('addItem');
  await on.collector.arrived(1); // before `forget`, which would end it on its way
  await run('forget');
  await run('addItem');
  await on.collector.arrived(2);
  await run('consent', `fl('consent', 'denied'); fl('consent', 'granted'); fl('pageView');`);
  await on.collector.arrived(3);
  await run('A function', `fl.push(['forget']); fl.push(['track', 'pushed']);`);
  await on.collector.arrived(4);

  expect(on.collector.events().map(({ type, test }) => `${type} ${test}`).sort()).toEqual(['conversion true', 'conversion true', 'page_view true', 'pushed true']);
});

describe('the examples of a page, as they stand there but for the collector\'s host,', () => {
  const examples = (name: string) =>
    [...readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8').matchAll(/```html\n(.*?)```/gs)].map(([, html]) => html!.replaceAll('https://collect.shop.example', on.collector.origin));
  const open = (commands: string, head: string, body = '') => on.page.goto(on.site.serve('/', { html: markup(snippet(on.collector.origin, { commands, consent: '' }) + head, body) }));

  it.each([
    ['fl-tcf.js', 0, 'tcf'],
    ['fl-tcf.mjs', 1, 'tcf'],
    ['fl-callback.js', 2, 'onetrust'],
  ])('say the consent of a banner: %s', async (file, which, source) => {
    const banner = `<script>
      __tcfapi = (command, version, hear) => hear({gdprApplies: true, eventStatus: 'tcloaded', purpose: {consents: {1: true, 8: true}}, vendor: {consents: {755: true}}}, true);
      OnetrustActiveGroups = ',C0001,C0002,';
    </script>`;
    const example = examples('consent.md')[which]!;
    await open(`fl('pageView');`, banner + example);
    await on.collector.arrived(1);

    expect(example).toContain(file);
    expect(on.collector.events()).toMatchObject([{ type: 'page_view', consent_source: source }]);
  });

  it.each([
    ['by the script, with attributes', 0, ['click', 'scroll 10', 'scroll 50', 'scroll 90']],
    ['by the module, with options', 1, ['scroll 100', 'scroll 50']],
  ])('watch: %s', async (_, nth, seen) => {
    await open(`fl('consent', 'granted');`, examples('auto-tracking.md')[nth]!, '<div style="height: 4000px"><button data-fl-click="hero">x</button></div>');
    await on.page.waitForLoadState('load');
    await on.page.click('button');
    await on.page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))); // from where the first frame finds it
    await on.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await on.collector.arrived(seen.length);

    expect(on.collector.events().map(({ type, depth }) => [type, depth].join(' ').trim()).sort()).toEqual(seen);
  });
});
