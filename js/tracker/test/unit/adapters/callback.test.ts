import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callback } from '../../../src/adapters/callback';
import { page, recorder } from './cmp';

let window: Record<string, any>;
let heard: ReturnType<typeof recorder>;

beforeEach(() => {
  window = page();
  heard = recorder();
});
afterEach(() => vi.unstubAllGlobals());

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
    expect(heard.last()).toEqual({ state: 'granted', purposes: 'C0001,C0002,C0004', source: 'onetrust' });
  });
});

it('reads an object of flags, as Cookiebot has it', () => {
  window.Cookiebot = { consent: { necessary: true, statistics: true, marketing: false, stamp: 'x' }, hasResponse: true };

  callback(heard.fl, { read: 'Cookiebot.consent', wants: 'statistics', decided: 'Cookiebot.hasResponse' });

  expect(heard.said).toEqual([{ state: 'granted', purposes: 'necessary,statistics', source: 'callback' }]);
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

it('wants all of several', () => {
  callback(heard.fl, { read: () => ['a', 'b'], wants: ['a', 'c'] });
  callback(heard.fl, { read: () => ['a', 'b'], wants: 'a,b' });

  expect(heard.states()).toEqual(['denied', 'granted']);
});

it('hears nothing after it was stopped', () => {
  window.choice = true;
  const stop = callback(heard.fl, { read: 'choice', event: 'changed,other' });

  stop();
  window.dispatchEvent(new Event('changed'));
  window.dispatchEvent(new Event('other'));

  expect(heard.said).toHaveLength(1);
});
