/** The commands, on a page of the test's own, in front of an outbox that only notes what it is given. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Commands } from '../../src/queue';
import type { Outbox } from '../../src/transport';
import type { Values } from '../../src/types';
import { storage } from './storage';

let sent: Values[];
let missing: number;
let heard: Map<string, (event: any) => void>;
let browser: { globalPrivacyControl?: boolean };
let shown: { visibilityState: string };
let fl: Commands;

beforeEach(async () => {
  vi.resetModules(); // what `set` says is kept by its module
  sent = [];
  missing = 0;
  heard = new Map();
  browser = {};
  shown = { visibilityState: 'visible' };
  const addEventListener = (name: string, run: (event: any) => void) => void heard.set(name, run);
  const page = { localStorage: storage(), navigator: browser, location: { href: 'https://shop/' }, screen: {}, innerWidth: 1, innerHeight: 1, devicePixelRatio: 1, self: globalThis, addEventListener };
  Object.entries(page).forEach(([name, value]) => vi.stubGlobal(name, value));
  vi.stubGlobal('document', Object.assign(shown, { title: '', referrer: '', addEventListener }));
});
afterEach(() => vi.unstubAllGlobals());

async function open(): Promise<void> {
  const outbox: Outbox = { add_: (_, event) => sent.push(event), miss_: (count) => (missing += count), clear_() {}, flush_() {}, open_() {} };
  const { tracker } = await import('../../src/tracker');
  fl = tracker('https://c', outbox);
  fl.init!(1, '12345');
}

const types = () => sent.map(({ type }) => type);

describe('what somebody says about consent', () => {
  const circular: Values = {};
  circular.me = circular;
  const silent = { toString: () => { throw new Error('theirs'); } };

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a state that is an object', { state: {} }],
    ['a state that cannot be a text', { state: silent }],
    ['purposes that cannot be a text', { state: 'granted', purposes: silent }],
    ['a symbol for purposes', { state: 'granted', purposes: Symbol('analytics') }],
    ['a source that cannot be a text', { state: 'granted', source: silent }],
    ['a time that is none', { state: 'granted', at: Symbol('now') }],
  ])('is refused whole, and costs nothing of what waits, where it is %s', async (_, said) => {
    await open();
    fl.click!(2);
    fl.conversion!(3);

    expect(() => fl.consent!(4, said)).toThrow();

    fl.track!(5, 'later');
    expect(sent).toEqual([]);
    fl.consent!(6, 'granted');
    expect(types()).toEqual(['click', 'conversion', 'later']);
  });

  it.each([
    [false, ['analytics', 'ads'], 'granted:analytics,ads'],
    [true, ['analytics', 'ads'], 'granted:analytics'],
    [false, null, 'granted'],
    [true, 7, 'granted:7'],
  ])('has its purposes as a text; with Global Privacy Control %s, %j is %s', async (isPrivate, purposes, travels) => {
    browser.globalPrivacyControl = isPrivate;
    await open();
    fl.click!(2);

    fl.consent!(3, { state: 'granted', purposes });

    expect(sent).toMatchObject([{ type: 'click', consent: travels }]);
  });

  it.each([false, true])('is no yes to anything where its purposes are a list with nothing in it, with Global Privacy Control %s', async (isPrivate) => {
    browser.globalPrivacyControl = isPrivate;
    await open();
    fl.click!(2);

    fl.consent!(3, { state: 'granted', purposes: [] });
    fl.consent!(4, 'granted');

    expect(sent).toEqual([]);
  });

  it('is what it was when it was said: a list that grows later grants nothing more', async () => {
    await open();
    const purposes = ['analytics'];
    fl.consent!(2, { state: 'granted', purposes });

    purposes.push('ads');
    fl.init!(3, 'second');
    fl.click!(4, {}, { pixels: ['second'] });

    expect(sent).toMatchObject([{ consent: 'granted:analytics' }]);
  });

  it('travels with a source and a time that can be sent, whatever they were', async () => {
    await open();
    fl.consent!(2, { state: 'granted', source: circular, at: new Date(42) });
    fl.click!(3);

    expect(sent).toMatchObject([{ consent_source: '[object Object]', consent_at: 42 }]);
  });
});

it('tells the outbox how many events were too many to wait for consent: the latest', async () => {
  await open();
  for (let i = 0; i < 105; i++) {
    fl.track!(2, 'n' + i);
  }
  fl.consent!(3, 'granted');

  expect([types(), missing]).toEqual([Array.from({ length: 100 }, (_, i) => 'n' + i), 5]);
});

describe('a refusal', () => {
  it.each(['identify', 'set', 'add'])('unsays who the visitor was, told by %s: who comes after it is somebody else', async (by) => {
    await open();
    fl.consent!(2, 'granted');
    by == 'identify' ? fl.identify!(3, 'u1', { tier: 'gold' }) : by == 'set' ? fl.set!(3, { user_id: 'u1', tier: 'gold' }) : fl.addItem!(3, { id: 'u1', tier: 'gold' });

    fl.consent!(4, 'denied');
    fl.consent!(5, 'granted');
    fl.click!(6);

    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent)).not.toMatch(/u1|gold/);
  });
});

describe('a page that is seen for the first time', () => {
  it('sends the views that waited for it', async () => {
    shown.visibilityState = 'hidden';
    await open();
    fl.consent!(2, 'granted');
    fl.pageView!(3);
    fl.click!(4);
    expect(types()).toEqual(['click']);

    shown.visibilityState = 'visible';
    heard.get('visibilitychange')!({});

    expect(types()).toEqual(['click', 'page_view']);
  });
});
