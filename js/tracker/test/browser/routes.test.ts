/** Which changes of the address are page views: exactly one each, in browsers with the Navigation API and without. */
import { describe, expect, it } from 'vitest';
import { once } from './arrived';
import { arrivals, openWith } from './auto';
import { markup } from './site';
import { stage } from './stage';
import { answered } from './tabs';

const on = stage();

/** The paths of the page views that arrived, after `actions` ran in tasks of their own. */
async function pathsAfter(isOld: boolean, options: object, ...actions: string[]): Promise<string[]> {
  await openWith(on, 'pageViews', options, { isOld, path: '/shop?page=1' });
  for (const action of actions) {
    await on.page.evaluate(action);
    await on.page.evaluate(() => new Promise((done) => setTimeout(done)));
  }
  return pathsOf(await arrivals(on));
}

function pathsOf(events: Record<string, any>[]): string[] {
  expect(events.every(({ type }) => type == 'page_view')).toBe(true);
  return events.map(({ page_url }) => page_url.replace(on.site.origin, ''));
}

/** Traversal is asynchronous: done when the page has heard of it. */
const back = `new Promise((done) => { addEventListener('popstate', done, {once: true}); history.back(); })`;
const forward = back.replace('back()', 'forward()');
const FIRST = '/shop?page=1';

describe.each([
  ['with the Navigation API', false],
  ['without the Navigation API', true],
])('page views %s', (_, isOld) => {
  it.each([
    ['the load alone', {}, [], []],
    ['push', {}, [`history.pushState({}, '', '/a')`], ['/a']],
    ['replace', {}, [`history.replaceState({}, '', '/a')`], ['/a']],
    ['push and push', {}, [`history.pushState({}, '', '/a')`, `history.pushState({}, '', '/b')`], ['/a', '/b']],
    ['the same path pushed', {}, [`history.pushState({n: 1}, '', location.href)`], []],
    ['the same path replaced, as frameworks do to keep a position', {}, [`history.replaceState({y: 9}, '', location.href)`, `history.replaceState({y: 10}, '')`], []],
    ['push and redirect in one task', {}, [`history.pushState({}, '', '/a'); history.replaceState({}, '', '/b')`], ['/b']],
    ['there and back in one task', {}, [`history.pushState({}, '', '/a'); history.replaceState({}, '', '/shop')`], []],
    ['a hash', {}, [`location.hash = 'top'`, `history.pushState({}, '', '#two')`], []],
    ['a hash that routes', { hash: true }, [`location.hash = '/a'`], [FIRST + '#/a']],
    ['a shallow change of the query', {}, [`history.replaceState({}, '', '?page=1&sort=price')`, `history.pushState({}, '', '?page=2')`], []],
    ['a change of a query that counts', { query: true }, [`history.pushState({}, '', '?page=2')`, `history.replaceState({}, '', '?page=2')`], ['/shop?page=2']],
    ['a change of a parameter that counts, and of one that does not', { query: ['page'] }, [`history.pushState({}, '', '?page=1&sort=price')`, `history.pushState({}, '', '?page=2&sort=price')`], ['/shop?page=2&sort=price']],
    ['back', {}, [`history.pushState({}, '', '/a')`, back], ['/a', FIRST]],
    ['back and forward', {}, [`history.pushState({}, '', '/a')`, back, forward], ['/a', FIRST, '/a']],
    ['back over a hash', {}, [`location.hash = 'top'`, back], []],
    ['back over a shallow query', {}, [`history.pushState({}, '', '?page=2')`, back, forward], []],
    ['back over two', {}, [`history.pushState({}, '', '/a')`, `history.pushState({}, '', '/b')`, back.replace('back()', 'go(-2)')], ['/a', '/b', FIRST]],
    ['a trailing slash, which is another path', {}, [`history.replaceState({}, '', '/shop/')`], ['/shop/']],
    ['another path with the same query and hash', {}, [`history.pushState({}, '', '/a?page=1#x')`, `history.pushState({}, '', '/b?page=1#x')`], ['/a?page=1#x', '/b?page=1#x']],
  ] as [string, object, string[], string[]][])('%s', async (_, options, actions, paths) => {
    expect(await pathsAfter(isOld, options, ...actions)).toEqual([FIRST, ...paths]);
  });

  it('come with the title that the router set after the address, and say where from', async () => {
    await openWith(on, 'pageViews', {}, { isOld });

    await on.page.evaluate(() => {
      history.pushState({}, '', '/a');
      document.title = 'A';
    });

    const [first, second] = await arrivals(on);
    expect(first).toMatchObject({ page_title: 'A page' });
    expect(second).toMatchObject({ page_title: 'A', referrer: on.site.origin + '/shop' });
  });

  it('are not lost where the page is left in the same task', async () => {
    await openWith(on, 'pageViews', { delay: 60_000 }, { isOld });
    await answered(on, 1);
    on.site.serve('/next', { html: markup('') });

    await on.page.evaluate(() => history.pushState({}, '', '/a'));
    const left = () => once(on.collector.events());
    await on.page.goto(on.site.origin + '/next');
    await on.collector.arrived(2, left);

    expect(left().map(({ page_url }) => page_url.replace(on.site.origin, '')).sort()).toEqual(['/a', '/shop']);
  });

  it('come where an element has the name of the API', async () => {
    await openWith(on, 'pageViews', {}, { isOld, body: '<nav id=navigation></nav>' });

    await on.page.evaluate(() => history.pushState({}, '', '/a'));

    expect(pathsOf(await arrivals(on))).toEqual(['/shop', '/a']);
  });

  it('leave the first one to the snippet where the site says so', async () => {
    expect(await pathsAfter(isOld, { first: false }, `history.replaceState({}, '', '/shop')`, `history.pushState({}, '', '/a')`)).toEqual(['/a']);
  });

  it('end when they are stopped, and the page routes on', async () => {
    expect(await pathsAfter(isOld, {}, `stop(); history.pushState({}, '', '/a')`)).toEqual([FIRST]);
    expect(await on.page.evaluate(() => location.pathname)).toBe('/a');
  });

  it('come again out of the back/forward cache', async () => {
    await openWith(on, 'pageViews', {}, { isOld });

    await on.page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });

    expect(pathsOf(await arrivals(on))).toEqual(['/shop', '/shop']);
  });
});

it('count a link once that a router takes over by the Navigation API, when it is there', async () => {
  await openWith(on, 'pageViews', {}, { body: '<a href="/a">a</a>' });
  await on.page.evaluate(() => {
    const { navigation } = window as any;
    navigation.addEventListener('navigate', (event: any) => event.intercept({ handler: () => Promise.resolve() }), { once: true });
  });

  await on.page.click('a');
  await on.page.evaluate(() => (window as any).navigation.transition?.finished);

  expect(pathsOf(await arrivals(on))).toEqual(['/shop', '/a']);
});

it('leave a page its own pushState, errors and all', async () => {
  await openWith(on, 'pageViews', {}, { isOld: true });

  const outcome = await on.page.evaluate(() => {
    try {
      history.pushState({}, '', 'https://elsewhere.example/');
      return 'taken';
    } catch (problem) {
      return [(problem as Error).name, location.pathname, history.length];
    }
  });

  expect(outcome).toEqual(['SecurityError', '/shop', expect.any(Number)]);
  expect(await arrivals(on)).toHaveLength(1);
});
