import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PROOF } from './behind';
import { markup, snippet } from './site';
import { stage } from './stage';
import { answered, heardBy, keysOf, prove } from './tabs';

const on = stage();

/** What a page does before anybody has consented. None of it may be seen outside the page. */
const DOING: Record<string, string> = {
  'a page view': `fl('pageView');`,
  'every kind of event': `fl('pageView'); fl('impression'); fl('click'); fl('conversion', {order_id: 'A-1'}); fl('track', 'x'); fl('send', 'y');`,
  'what stays and who it is': `fl('identify', 'u1', {tier: 'gold'}); fl('set', 'user_id', 'u2'); fl('add', 'variant', 'a'); fl('addItem', {id: 'p1'}); fl('pageView');`,
  'a long event': `fl('track', 'long', {filler: 'x'.repeat(9000)});`,
  'more events than wait': `for (let i = 0; i < 250; i++) fl('track', 'many', {number: i});`,
  'two pixels': `fl('init', 'second'); fl('pageView'); fl('click', {}, {pixels: ['second']});`,
  'a flush': `fl('pageView'); fl('flush');`,
  'a page that goes': `fl('pageView'); dispatchEvent(new PageTransitionEvent('pagehide')); document.dispatchEvent(new Event('visibilitychange'));`,
  'a page that comes back': `fl('pageView'); dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})); dispatchEvent(new Event('online'));`,
  'forget': `fl('pageView'); fl('forget'); fl('pageView');`,
};

/** Why nothing may leave. */
const SILENT: Record<string, string> = {
  'nobody has said anything': ``,
  'the answer is unknown': `fl('consent', {state: 'unknown', source: 'tcf'});`,
  'the visitor said no': `fl('consent', {state: 'denied'});`,
  'the visitor said no a moment after yes, and the library is not there yet': `fl('consent', {state: 'granted'}); fl('consent', {state: 'denied'});`,
  'init says that it is unknown': `fl('init', '12345', {consent: 'unknown'});`,
  'what is said is no state': `fl('consent', {state: 'yes'}); fl('consent'); fl('consent', null); ['no', 'none', 'not_given', 'not_granted'].forEach((word) => fl('consent', word));`,
};

const SCENARIOS = Object.keys(SILENT).flatMap((why) => Object.keys(DOING).map((doing) => [why, doing] as const));

describe.each([['fl.js'], ['fl-lite.js']])('before consent, with %s', (script) => {
  it.each(SCENARIOS)('where %s: nothing leaves, nothing is stored: %s', async (why, doing) => {
    if (why.includes('a moment after yes')) {
      on.collector.holdLibrary();
    }
    const commands = `${SILENT[why]} ${DOING[doing]}`;
    const page = on.site.serve('/', { html: markup(snippet(on.collector.origin, { consent: '', commands, script })) });
    await on.page.goto(page, { waitUntil: 'commit' });
    on.collector.releaseLibrary();
    await on.page.waitForFunction(() => window.fl?.v);
    await on.page.evaluate(DOING[doing]!);
    await prove(on);

    expect(on.collector.ledger.map(({ path }) => path).filter((path) => path != PROOF)).toEqual(['/' + script]);
    expect(await on.context.cookies()).toEqual([]);
    expect(await on.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);
  });
});

describe('with consent', () => {
  it('what waited is sent with the time at which it happened, and says what let it go', async () => {
    await open(`fl('pageView'); fl('click', {campaign_id: 'c1'});`);
    const calledUntil = await on.page.evaluate(() => Date.now());

    await on.page.evaluate((at) => window.fl('consent', { state: 'granted', purposes: 'analytics', source: 'banner', at }), calledUntil + 5);
    await on.collector.arrived(2);

    for (const event of on.collector.events()) {
      expect(event).toMatchObject({ consent: 'granted:analytics', consent_source: 'banner', consent_at: String(calledUntil + 5) });
      expect(Number(event.created_at)).toBeLessThanOrEqual(calledUntil);
      expect(Number(event.sent_at)).toBeGreaterThanOrEqual(calledUntil);
    }
  });

  it.each([
    ['granted', 'granted'],
    ['not_required', 'not-required'],
  ])('that is %s says so as the collector reads it', async (state, said) => {
    await open(`fl('consent', {state: '${state}'}); fl('pageView');`);
    await on.collector.arrived(1);

    expect(on.collector.events()[0]).toMatchObject({ consent: said });
  });

  it('of a visitor with Global Privacy Control nothing is sold or shared', async () => {
    await on.page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }));
    await open(`fl('consent', {state: 'granted', purposes: 'analytics,ads'}); fl('pageView');`);
    await on.collector.arrived(1);

    expect(on.collector.events()[0]).toMatchObject({ consent: 'granted:analytics', gpc: 'true' });
  });

  it('the same visitor and session go on from page to page and from tab to tab', async () => {
    await open(`fl('consent', {state: 'granted'}); fl('pageView');`);
    await on.collector.arrived(1);
    const second = await on.context.newPage();
    await second.goto(on.site.origin + '/');
    await on.collector.arrived(2);

    const [a, b] = on.collector.events();
    expect(a!.visitor_id).toMatch(/^[0-9a-f-]{36}$/);
    expect([b!.visitor_id, b!.session_id]).toEqual([a!.visitor_id, a!.session_id]);
    expect([a!.sequence, b!.sequence]).toEqual(['1', '2']);
  });

  it('nothing is stored where the site wants no storage', async () => {
    await open(`fl('init', '12345', {storage: false}); fl('consent', {state: 'granted'}); fl('pageView');`);
    await on.collector.arrived(1);

    expect(on.collector.events()[0]).not.toHaveProperty('visitor_id');
    expect(await keys()).toEqual([]);
  });
});

describe('withdrawal', () => {
  it.each([
    ['fl.js', 'track'],
    ['fl-lite.js', 'set'], // what it takes has left before the next command
  ])('ends what is under way in the same task, and what is called after it: %s', async (script, command) => {
    await open(`fl('consent', {state: 'granted'}); fl('track', 'before');`, script);
    await on.collector.arrived(1);

    await on.page.evaluate((command) => {
      window.fl(command, 'under-way', {});
      window.fl('consent', { state: 'denied' });
      window.fl('track', 'after');
    }, command);
    await prove(on);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['before']);
    expect(await keys()).toEqual([]);
  });

  it('erases what is ours in the same task, and leaves what is not', async () => {
    on.collector.answerHits({ status: 503, headers: { 'retry-after': '60' } });
    await open(`localStorage.setItem('theirs', '1'); fl('consent', {state: 'granted'}); fl('pageView');`);
    await on.collector.arrived(1, () => on.collector.requests('GET', '/12345/pixel.png'));
    expect((await keys()).length).toBeGreaterThan(1);

    const left = await on.page.evaluate(() => {
      window.fl('consent', { state: 'denied' });
      return Object.keys(localStorage);
    });

    expect(left).toEqual(['theirs']);
  });

  it('in one tab holds in the others', async () => {
    await open(`fl('consent', {state: 'granted'}); fl('pageView');`);
    const second = await on.context.newPage();
    await second.goto(on.site.origin + '/');
    await on.collector.arrived(2);
    await second.evaluate(() => {
      window.seen = new Promise((heard) => addEventListener('storage', ({ key, newValue }) => key == 'fl:denied' && newValue && heard(1)));
    });

    await on.page.evaluate(() => window.fl('consent', { state: 'denied' }));
    await second.evaluate(() => window.seen);
    await second.evaluate(() => window.fl('track', 'after'));
    await prove(on, second);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['page_view', 'page_view']);
    expect(await keys()).toEqual([]);
  });

  it('and a new consent: only what happens after it, and as another visitor', async () => {
    await open(`fl('consent', {state: 'granted'}); fl('pageView');`);
    await on.collector.arrived(1);

    await on.page.evaluate(() => {
      window.fl('consent', { state: 'denied' });
      window.fl('track', 'while-denied');
      window.fl('consent', { state: 'granted' });
      window.fl('track', 'again');
    });
    await on.collector.arrived(2);

    const [first, again] = on.collector.events();
    expect([first!.type, again!.type]).toEqual(['page_view', 'again']);
    expect(again!.visitor_id).not.toBe(first!.visitor_id);
  });

  it('to unknown holds what comes, and sends it when there is an answer', async () => {
    await open(`fl('consent', {state: 'granted'}); fl('pageView');`);
    await answered(on, 1);

    await on.page.evaluate(() => {
      window.fl('consent', { state: 'unknown' });
      window.fl('track', 'meanwhile');
    });
    await prove(on);
    expect(on.collector.events()).toHaveLength(1);
    await on.page.evaluate(() => window.fl('consent', { state: 'granted' }));
    await on.collector.arrived(2);

    expect(on.collector.events()[1]).toMatchObject({ type: 'meanwhile' });
  });
});

describe('with two tabs open', () => {
  it('a no in a tab in which nobody had answered holds in the one that was told yes', async () => {
    const [undecided, granted] = await openTwo('');
    await granted.evaluate(() => (window.fl('consent', 'granted'), window.fl('track', 'before')));
    await on.collector.arrived(1);

    await undecided.evaluate(() => window.fl('consent', 'denied'));
    await heardBy(undecided, granted);
    await granted.evaluate(() => window.fl('track', 'after'));
    await prove(on, granted);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['before']);
    expect(await keys()).toEqual([]);
  });

  it('a yes behind a no in the same tab is not undone by the other, which stays silent, and what it keeps is kept', async () => {
    const [first, second] = await openTwo(`fl('consent', 'granted'); fl('pageView');`);
    await on.collector.arrived(2);
    on.collector.answerHits({ status: 503, headers: { 'retry-after': '60' } });

    await first.evaluate(() => {
      window.fl('consent', 'denied');
      window.fl('consent', 'granted');
      window.fl('track', 'again');
    });
    await heardBy(first, second);
    await heardBy(second, first);
    await second.evaluate(() => window.fl('track', 'silent'));
    on.collector.answerHits(undefined);
    await first.evaluate(() => (window.fl('track', 'later'), window.fl('flush')));
    await on.collector.arrived(4);
    await prove(on, second);

    expect(on.collector.events().map(({ type }) => type).sort()).toEqual(['again', 'later', 'page_view', 'page_view']);
  });

  it('a no that is heard late does not undo what the visitor has said since', async () => {
    const [first, second] = await openTwo(`fl('consent', 'granted');`);
    const early = await first.evaluate(() => Date.now() - 3600e3);

    await first.evaluate((at) => (localStorage.setItem('fl:denied', String(at)), localStorage.removeItem('fl:denied')), early);
    await heardBy(first, second);
    await second.evaluate(() => window.fl('track', 'goes-on'));

    await on.collector.arrived(1);
  });

  it('an opt-out in one holds in both, and so does the end of it', async () => {
    const [first, second] = await openTwo(`fl('consent', 'granted'); fl('pageView');`);
    await on.collector.arrived(2);

    await second.evaluate(() => window.fl('optOut'));
    await heardBy(second, first);
    await heardBy(first, second);
    for (const tab of [first, second]) {
      await tab.evaluate(() => window.fl('track', 'out'));
      await prove(on, tab);
    }
    expect(await keys()).toEqual(['fl:out']);
    await second.evaluate(() => (window.fl('optIn'), window.fl('optOut'), window.fl('optIn')));
    await heardBy(second, first);
    await heardBy(first, second);
    await first.evaluate(() => window.fl('track', 'first'));
    await second.evaluate(() => window.fl('track', 'second'));
    await on.collector.arrived(4);

    expect(on.collector.events().map(({ type }) => type).sort()).toEqual(['first', 'page_view', 'page_view', 'second']);
  });
});

describe('a page that is back from the cache of the browser', () => {
  const OWN = `fl('init', '12345', {auto: {pageViews: true}}); fl('consent', 'granted'); fl('identify', 'u1');`;
  const GONE = `Object.keys(localStorage).forEach((key) => localStorage.removeItem(key));`;

  /** What another page of the tab did in between: of its own storage a page hears nothing. */
  async function goAndComeBack(meanwhile: string) {
    await open(OWN);
    await answered(on, 1);
    await on.page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true})); ${meanwhile} dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));`);
  }

  it.each([
    ['consent was withdrawn', GONE, []],
    ['consent was withdrawn and given again', GONE + `localStorage.setItem('fl:v', 'other'); localStorage.setItem('fl:eother:1.0', 'theirs');`, ['fl:eother:1.0', 'fl:v']],
    ['the visitor opted out', GONE + `localStorage.setItem('fl:out', '1');`, ['fl:out']],
  ])('says and keeps nothing where %s meanwhile', async (_, meanwhile, left) => {
    await goAndComeBack(meanwhile);
    await prove(on);

    expect(on.collector.events()).toHaveLength(1);
    expect((await keys()).sort()).toEqual(left);
  });

  it('says what waited, of another visitor, when it is told again', async () => {
    await goAndComeBack(GONE);

    await on.page.evaluate(() => window.fl('consent', 'granted'));
    await on.collector.arrived(2);

    const [before, after] = on.collector.events();
    expect(after!.type).toBe('page_view');
    expect(after!.visitor_id).not.toBe(before!.visitor_id);
  });

  it('goes on where nothing has changed', async () => {
    await goAndComeBack('');
    await on.collector.arrived(2);

    const [before, after] = on.collector.events();
    expect([after!.type, after!.visitor_id]).toEqual(['page_view', before!.visitor_id]);
  });
});

describe('an opt-out', () => {
  it.each(['fl.js', 'fl-lite.js'])('holds on later pages whatever consent says, is all that is remembered, and ends with optIn: %s', async (script) => {
    await open(`fl('consent', {state: 'granted'}); fl('track', 'first');`, script);
    await on.collector.arrived(1);

    await on.page.evaluate(() => window.fl('optOut'));
    expect(await keys()).toEqual(['fl:out']);
    await on.page.reload();
    await on.page.waitForFunction(() => window.fl?.v);
    await prove(on);
    expect(on.collector.events()).toHaveLength(1);
    await on.page.evaluate(() => {
      window.fl('optIn');
      window.fl('track', 'again');
    });
    await on.collector.arrived(2);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['first', 'again']);
  });

  it('on another page holds on one of the lite build as soon as that is looked at again, as it is where it comes out of the cache', async () => {
    await open(`fl('consent', {state: 'granted'}); fl('track', 'first');`, 'fl-lite.js');
    await on.collector.arrived(1);

    await on.page.evaluate(() => {
      localStorage.setItem('fl:out', '1'); // in whose name another page does it is all the same
      document.dispatchEvent(new Event('visibilitychange'));
      window.fl('track', 'after');
    });
    await prove(on);

    expect(on.collector.events().map(({ type }) => type)).toEqual(['first']);
  });

  it('takes nothing away from a page of the lite build that is looked at again without one', async () => {
    await open(`fl('consent', 'denied'); fl('identify', 'u1');`, 'fl-lite.js');

    await on.page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'));
      window.fl('consent', 'granted');
      window.fl('track', 'after');
    });
    await on.collector.arrived(1);

    expect(on.collector.events()[0]).toMatchObject({ type: 'after', user_id: 'u1' });
  });
});

describe('forget', () => {
  it('makes another visitor of the same browser', async () => {
    await open(`fl('consent', {state: 'granted'}); fl('set', 'user_id', 'u1'); fl('pageView');`);
    await on.collector.arrived(1);

    await on.page.evaluate(() => {
      window.fl('forget');
      window.fl('click');
    });
    await on.collector.arrived(2);

    const [before, after] = on.collector.events();
    expect(after!.visitor_id).not.toBe(before!.visitor_id);
    expect(after).not.toHaveProperty('user_id');
  });
});

async function open(commands: string, script = 'fl.js') {
  await on.page.goto(on.site.serve('/', { html: markup(snippet(on.collector.origin, { consent: '', commands, script })) }));
  await on.page.waitForFunction(() => window.fl?.v);
}

/** Two tabs of one site, in each of which the page says the same. */
async function openTwo(commands: string): Promise<[Page, Page]> {
  await open(commands);
  const second = await on.context.newPage();
  await second.goto(on.site.origin + '/');
  await second.waitForFunction(() => window.fl?.v);
  return [on.page, second];
}

function keys(): Promise<string[]> {
  return keysOf(on.page);
}
