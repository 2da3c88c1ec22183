import { describe, expect, it } from 'vitest';
import { markup, snippet } from './site';
import { stage } from './stage';
import { prove } from './tabs';

const on = stage();

describe.each(['fl.js', 'fl-lite.js'])('a page with strict policies, with %s', (script) => {
  it.each([
    ['strict-dynamic and a nonce', `script-src 'nonce-r4nd0m' 'strict-dynamic'; object-src 'none'; base-uri 'none'`],
    ['Trusted Types, which name ours', `script-src 'nonce-r4nd0m' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types firstlight`],
    ['Trusted Types of any name', `script-src 'nonce-r4nd0m' 'strict-dynamic'; require-trusted-types-for 'script'`],
  ])('works, and the console is clean: %s', async (_, policy) => {
    await open({ script, nonce: 'r4nd0m', commands: `fl('pageView'); fl('track', 'long', {filler: 'x'.repeat(9000)});` }, { 'content-security-policy': policy });
    await on.collector.arrived(2);
    await on.page.evaluate(''); // what the browser has said of the page by now comes before its answer

    expect(on.console.join('\n')).toBe('');
  });
});

describe('a page whose policy does not let the snippet through', () => {
  it('hears of it by the browser alone: nothing is thrown', async () => {
    const policy = `script-src 'nonce-r4nd0m'; require-trusted-types-for 'script'; trusted-types 'none'`;

    await open({ nonce: 'r4nd0m', commands: `fl('pageView'); window.seen = 'after';` }, { 'content-security-policy': policy });

    expect(await on.page.evaluate(() => window.seen)).toBe('after');
    expect(on.collector.ledger).toEqual([]);
  });
});

describe('the snippet that holds the script back', () => {
  it('asks for nothing until a consent lets events go, and then for the library once', async () => {
    await open({ kind: 'snippet-held', consent: '', commands: `fl('pageView'); fl('consent', {state: 'unknown'}); fl('consent', 'denied'); fl('consent', {state: 'unknown'});` });
    expect(on.collector.ledger).toEqual([]);

    await on.page.evaluate(() => {
      window.fl('consent', { state: 'granted' });
      window.fl('consent', 'not_required');
      window.fl('click');
    });
    await on.collector.arrived(1);

    expect(on.collector.requests('GET', '/fl.js')).toHaveLength(1);
    expect(on.collector.events().map(({ type }) => type)).toContain('click');
  });
});

describe('a page in a background tab', () => {
  it('has no view until somebody looks at it, and its other events at once', async () => {
    await on.page.addInitScript(() => {
      window.seen = 'hidden';
      Object.defineProperty(document, 'visibilityState', { get: () => window.seen });
    });
    await open({ commands: `fl('pageView'); fl('conversion', {order_id: 'A-1'});` });
    await on.collector.arrived(1);
    expect(on.collector.events().map(({ type }) => type)).toEqual(['conversion']);

    await on.page.evaluate(() => {
      window.seen = 'visible';
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await on.collector.arrived(2);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['conversion', 'page_view']);
  });

  it('that is only prerendered sends nothing until it is activated', async () => {
    await on.page.addInitScript(() => {
      window.seen = true;
      Object.defineProperty(document, 'prerendering', { get: () => window.seen });
      Object.defineProperty(document, 'visibilityState', { get: () => (window.seen ? 'hidden' : 'visible') });
    });
    await open({ commands: `fl('pageView'); fl('conversion', {order_id: 'A-1'});` });
    await on.page.waitForFunction(() => window.fl?.v);
    await prove(on);
    expect(on.collector.events()).toEqual([]);

    await on.page.evaluate(() => {
      window.seen = false;
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await on.collector.arrived(2);

    expect(on.collector.events()).toHaveLength(2);
  });
});

async function open(how: Parameters<typeof snippet>[1], headers = {}) {
  await on.page.goto(on.site.serve('/', { html: markup(snippet(on.collector.origin, how)), headers }));
}
