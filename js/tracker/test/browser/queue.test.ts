import { describe, expect, it } from 'vitest';
import { markup, snippet } from './site';
import { stage } from './stage';

const on = stage();

describe('commands before the library is there', () => {
  it('run in order, each with the time at which it was called', async () => {
    on.collector.holdLibrary();
    const head = snippet(on.collector.origin, {
      commands: `
        fl('set', 'user_id', 'u1');
        fl('pageView');
        fl.push(['set', {user_id: 'u2', plan: 'gold'}]);
        fl.push(['click', {campaign_id: 'c1'}]);
        fl('set', 'user_id', null);
        fl('track', 'video_started');
        window.seen = Date.now();`,
    });
    await on.page.goto(on.site.serve('/', { html: markup(head) }), { waitUntil: 'domcontentloaded' }); // `load` waits for the library
    const calledUntil = await on.page.evaluate(() => window.seen);
    expect(on.collector.events()).toEqual([]);

    on.collector.releaseLibrary();
    await on.collector.arrived(3);

    const [view, click, video] = byType(['page_view', 'click', 'video_started']);
    expect(view).toMatchObject({ user_id: 'u1', pixel: '12345' });
    expect(click).toMatchObject({ user_id: 'u2', plan: 'gold', campaign_id: 'c1' });
    expect(video).toMatchObject({ plan: 'gold' });
    expect(video).not.toHaveProperty('user_id');
    for (const event of [view, click, video]) {
      expect(Number(event!.created_at)).toBeLessThanOrEqual(calledUntil);
      expect(Number(event!.sent_at)).toBeGreaterThanOrEqual(Number(event!.created_at));
      expect(parseInt(event!.id.slice(0, 13).replace('-', ''), 16)).toBe(Number(event!.created_at));
    }
  });

  it('run at once after it is there', async () => {
    await on.page.goto(on.site.serve('/', { html: markup(snippet(on.collector.origin, { commands: `fl('pageView');` })) }));
    await on.collector.arrived(1);

    const order = await on.page.evaluate(() => {
      const order: string[] = [];
      window.fl.push([() => order.push('command')]);
      order.push('next statement');
      window.fl('click');
      return order;
    });
    await on.collector.arrived(2);

    expect(order).toEqual(['command', 'next statement']);
    expect(byType(['click'])).toHaveLength(1);
  });

  it('go on after one that throws, and the page never sees it', async () => {
    const head = snippet(on.collector.origin, {
      commands: `
        fl.push([function () { throw new Error('from the site') }]);
        fl('send', 'odd', {get broken() { throw new Error('from a getter') }});
        fl('set', null);
        fl('pageView');`,
    });

    await on.page.goto(on.site.serve('/', { html: markup(head) }));
    await on.collector.arrived(1);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['page_view']);
    expect(on.console.filter((line) => line.includes('[firstlight] refused'))).toHaveLength(3);
  });

  it('are kept and named on the console once when nobody knows them', async () => {
    const head = snippet(on.collector.origin, { commands: `fl('teleport', 1); fl('teleport', 2); fl('pageView');` });

    await on.page.goto(on.site.serve('/', { html: markup(head) }));
    await on.collector.arrived(1);

    expect(await on.page.evaluate(() => window.fl.q.map((command) => [...command]))).toEqual([['teleport', 1], ['teleport', 2]]);
    expect(on.console.filter((line) => line.includes('unknown teleport'))).toHaveLength(1);
  });

  it('wait for init where it comes late, keeping id and time', async () => {
    await on.page.goto(on.site.serve('/', { html: markup(`<script src="${on.collector.origin}/fl.js"></script>`) }));

    const clickedAt = await on.page.evaluate(() => {
      window.fl('click', { campaign_id: 'early' });
      const clickedAt = Date.now();
      window.fl('consent', 'not_required');
      window.fl('init', 'late');
      return clickedAt;
    });
    await on.collector.arrived(1);

    const [click] = on.collector.events();
    expect(click).toMatchObject({ type: 'click', campaign_id: 'early', pixel: 'late' });
    expect(Number(click!.created_at)).toBeLessThanOrEqual(clickedAt);
  });
});

describe('loading', () => {
  it('happens once where the snippet is pasted twice', async () => {
    const once = snippet(on.collector.origin, { commands: `fl('track', 'first');` });
    const again = snippet(on.collector.origin, { commands: `fl('track', 'second');` });

    await on.page.goto(on.site.serve('/', { html: markup(once + again) }));
    await on.collector.arrived(2);

    expect(on.collector.requests('GET', '/fl.js')).toHaveLength(1);
    expect(on.collector.events().map(({ type }) => type).sort()).toEqual(['first', 'second']);
  });

  it('is harmless where the library comes twice', async () => {
    const head = snippet(on.collector.origin, { commands: `fl('pageView');` });
    const body = `<script src="${on.collector.origin}/fl.js?again"></script>`;
    await on.page.goto(on.site.serve('/', { html: markup(head, body) }));

    await on.page.evaluate(() => window.fl('track', 'last'));
    await on.collector.arrived(2);

    expect(on.collector.requests('GET', '/fl.js')).toHaveLength(2);
    expect(on.collector.events().map(({ type }) => type).sort()).toEqual(['last', 'page_view']);
  });

  it('works under another global name', async () => {
    const head = snippet(on.collector.origin, { name: 'track', commands: `track('pageView');` });

    await on.page.goto(on.site.serve('/', { html: markup('<script>window.fl = "the site\'s own"</script>' + head) }));
    await on.collector.arrived(1);

    expect(await on.page.evaluate(() => window.fl)).toBe("the site's own");
  });

  it('leaves alone what is not ours under its name', async () => {
    const body = `<form id="fl"></form><script src="${on.collector.origin}/fl.js"></script>`;

    await on.page.goto(on.site.serve('/', { html: markup('', body) }));

    expect(await on.page.evaluate(() => String(window.fl))).toBe('[object HTMLFormElement]');
    expect(on.console.filter((line) => line.includes('[firstlight] taken fl'))).toHaveLength(1);
  });

  it('passes a content security policy that wants a nonce on every script', async () => {
    const policy = `default-src 'none'; script-src 'nonce-r4nd0m'; img-src ${on.collector.origin}; connect-src ${on.collector.origin}`;
    const head = snippet(on.collector.origin, { nonce: 'r4nd0m', commands: `fl('pageView');` });

    await on.page.goto(on.site.serve('/', { html: markup(head), headers: { 'content-security-policy': policy } }));
    await on.collector.arrived(1);

    expect(on.console).toEqual([]);
  });
});

/** Requests overtake each other on the network; what ran first is told by what an event carries. */
function byType(types: string[]) {
  return types.map((type) => on.collector.events().find((event) => event.type == type));
}
