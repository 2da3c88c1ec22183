import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callback } from '../../../src/adapters/callback';
import { hear } from '../../../src/consent';
import type { Consent } from '../../../src/types';
import { page, recorder } from './cmp';

let window: Record<string, any>;
let heard: ReturnType<typeof recorder>;

beforeEach(() => {
  window = page();
  heard = recorder();
});
afterEach(() => vi.unstubAllGlobals());

it.each([
  [true, 'granted', undefined],
  ['analytics', 'granted', 'analytics'],
  [{ statistics: true }, 'granted', 'analytics'],
  [{ statistics: false }, 'denied', undefined],
  [[], 'denied', undefined],
  [false, 'denied', undefined],
])('where nothing is asked for, %j is %s', (value, state, purposes) => {
  callback(heard.fl, { read: () => value });

  expect(heard.last()).toEqual({ state, purposes, source: 'callback' });
});

describe('OneTrust', () => {
  const options = { read: 'OnetrustActiveGroups', wants: 'C0002', event: 'OneTrustGroupsUpdated', decided: 'OneTrust.IsAlertBoxClosed', source: 'onetrust' };
  let isClosed: boolean;

  beforeEach(() => {
    isClosed = false;
    window.OneTrust = { closed: () => isClosed, IsAlertBoxClosed: function (this: { closed(): boolean }) { return this.closed(); } };
  });

  function update(groups: string) {
    window.OnetrustActiveGroups = groups;
    window.dispatchEvent(new Event('OneTrustGroupsUpdated'));
  }

  it('says nothing before it is there', () => {
    callback(heard.fl, options);

    expect(heard.said).toEqual([]);
  });

  it('has a no that is none before the visitor has decided', () => {
    callback(heard.fl, options);
    update(',C0001,');

    isClosed = true;
    update(',C0001,');

    expect(heard.states()).toEqual(['unknown', 'denied']);
  });

  it('grants, withdraws and grants again', () => {
    window.OnetrustActiveGroups = ',C0001,C0002,';
    isClosed = true;

    callback(heard.fl, options);
    update(',C0001,');
    update(',C0001,C0002,C0004,');

    expect(heard.states()).toEqual(['granted', 'denied', 'granted']);
    expect(heard.last()).toEqual({ state: 'granted', purposes: 'necessary,analytics,ads', source: 'onetrust' });
  });

  it.each([
    [',C0001,C0002,C0003,C0004,C0005,', undefined, 'necessary,analytics,functional,ads,sharing'],
    [',C0001,C0002,C0004,SSPD_BG,V2STACK42,', undefined, 'necessary,analytics,ads,sale'],
    [',C0002,C0007,constructor,', undefined, 'analytics,C0007,constructor'],
    [',1,2,C0002,4,BG12,', '1:necessary, 4 : ads,BG12:sale,2', 'necessary,2,analytics,ads,sale'],
    [',C0002,C0004,', { C0004: 'campaigns' }, 'analytics,campaigns'],
  ])('says what is granted in words: %s, and of the site %s', (groups, words, purposes) => {
    window.OnetrustActiveGroups = groups;

    callback(heard.fl, { ...options, words });

    expect(heard.last()).toMatchObject({ state: 'granted', purposes });
  });

  it('has nothing of targeting and social media travel where the browser says Global Privacy Control', () => {
    vi.stubGlobal('navigator', { globalPrivacyControl: true });
    window.OnetrustActiveGroups = ',C0001,C0002,C0003,C0004,C0005,SSPD_BG,V2STACK42,';

    callback(heard.fl, options);

    expect(hear(heard.last() as Consent, {})).toBe('granted:necessary,analytics,functional');
  });
});

it('reads an object of flags, as Cookiebot has it', () => {
  window.Cookiebot = { consent: { necessary: true, statistics: true, marketing: false, stamp: 'x' }, hasResponse: true };

  callback(heard.fl, { read: 'Cookiebot.consent', wants: 'statistics', decided: 'Cookiebot.hasResponse' });

  expect(heard.said).toEqual([{ state: 'granted', purposes: 'necessary,analytics', source: 'callback' }]);
});

it('asks a function of the site, when the site says so', () => {
  let answer: unknown;
  const adapter = callback(heard.fl, { read: () => answer });

  for (const next of [null, false, true, 0, ['analytics'], '']) {
    answer = next;
    adapter.look();
  }

  expect(heard.states()).toEqual(['denied', 'granted', 'denied', 'granted', 'denied']);
});

it('wants all of several, which may have spaces around them, and grants nothing where nothing is named', () => {
  callback(heard.fl, { read: () => ['a', 'b'], wants: ['a', 'c'] });
  callback(heard.fl, { read: () => ['a', 'b'], wants: 'a,b' });
  callback(heard.fl, { read: () => 'a, b', wants: 'a, b' });
  callback(heard.fl, { read: () => 'a, b', wants: ' ' });

  expect(heard.states()).toEqual(['denied', 'granted', 'granted', 'denied']);
});

it('hears nothing after it was stopped', () => {
  window.choice = true;
  const stop = callback(heard.fl, { read: 'choice', event: 'changed,other' });

  stop();
  window.dispatchEvent(new Event('changed'));
  window.dispatchEvent(new Event('other'));

  expect(heard.said).toHaveLength(1);
});
