import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { google } from '../../../src/adapters/google';
import { page, recorder } from './cmp';

const NO = { ad_storage: 'denied', analytics_storage: 'denied' };
const YES = { ad_storage: 'granted', analytics_storage: 'granted' };

let window: Record<string, any>;
let heard: ReturnType<typeof recorder>;

beforeEach(() => {
  vi.useFakeTimers();
  window = page();
  heard = recorder();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** As Google's own snippet has it: the data layer gets the arguments object, not a list. */
function gtag(..._: unknown[]): void {
  window.dataLayer = window.dataLayer || [];
  window.dataLayer.push(arguments);
}

describe('a default', () => {
  it('of denied says that nobody has answered', () => {
    gtag('consent', 'default', NO);

    google(heard.fl);

    expect(heard.said).toEqual([{ state: 'unknown', purposes: '', source: 'google' }]);
  });

  it('of granted grants', () => {
    gtag('consent', 'default', { ...YES, ad_user_data: 'denied' });

    google(heard.fl);

    expect(heard.said).toEqual([{ state: 'granted', purposes: 'ad_storage,analytics_storage', source: 'google' }]);
  });

  it('of granted waits where it asks to wait for an update', () => {
    gtag('consent', 'default', { ...YES, wait_for_update: 500 });
    google(heard.fl);
    vi.advanceTimersByTime(499);
    expect(heard.said).toEqual([]);

    vi.advanceTimersByTime(1);

    expect(heard.states()).toEqual(['granted']);
  });

  it('is overtaken by an update that comes in time', () => {
    gtag('consent', 'default', { ...YES, wait_for_update: 500 });
    google(heard.fl);

    gtag('consent', 'update', NO);
    vi.advanceTimersByTime(10_000);

    expect(heard.states()).toEqual(['denied']);
  });

  it.each([
    ['denied somewhere and granted elsewhere', [{ ...NO, region: ['DE'] }, YES], 'unknown'],
    ['granted elsewhere and denied somewhere', [YES, { ...NO, region: ['DE'] }], 'unknown'],
    ['granted somewhere and denied elsewhere', [NO, { ...YES, region: ['US'] }], 'unknown'],
    ['granted somewhere only', [{ ...YES, region: ['US'] }], 'unknown'],
    ['granted everywhere', [YES, { ...YES, region: ['US'] }], 'granted'],
  ] as const)('for regions counts where it denies: %s', (_, defaults, state) => {
    defaults.forEach((one) => gtag('consent', 'default', one));

    google(heard.fl);

    expect(heard.last()!.state).toBe(state);
  });
});

describe('an update', () => {
  it('is the answer, and a withdrawal and a grant again are', () => {
    gtag('consent', 'default', { ...NO, region: ['DE'] });
    google(heard.fl);

    gtag('consent', 'update', YES);
    gtag('consent', 'update', NO);
    gtag('consent', 'update', { analytics_storage: 'granted' });

    expect(heard.states()).toEqual(['unknown', 'granted', 'denied', 'granted']);
    expect(heard.last()!.purposes).toBe('analytics_storage');
  });

  it('that was there before the adapter is heard as well', () => {
    gtag('consent', 'default', NO);
    gtag('consent', 'update', YES);

    google(heard.fl);

    expect(heard.last()!.state).toBe('granted');
  });

  it('of what the site does not ask for grants nothing', () => {
    google(heard.fl, { purposes: 'analytics_storage,ad_storage' });

    gtag('consent', 'update', { analytics_storage: 'granted', ad_storage: 'denied' });

    expect(heard.states()).toEqual(['denied']);
  });
});

describe('the data layer', () => {
  it('is made where it is not there, under the name that the site gives it', () => {
    google(heard.fl, { layer: 'layer' });

    window.layer.push(['consent', 'update', YES]);

    expect(heard.states()).toEqual(['granted']);
    expect(window.dataLayer).toBeUndefined();
  });

  it('keeps all that is pushed, and says its length', () => {
    gtag('js', new Date(0));
    google(heard.fl);

    expect(window.dataLayer.push({ event: 'a' }, { event: 'b' })).toBe(3);
    expect(window.dataLayer).toHaveLength(3);
  });

  it('is full of what is none of ours', () => {
    window.dataLayer = [null, undefined, 'consent', 7, { 0: 'consent' }, ['consent', 'set', YES], ['consent', 'default', null], [() => {}]];

    google(heard.fl);

    expect(heard.states()).toEqual(['unknown']);
  });

  it('is wrapped by others after us, who hear everything', () => {
    google(heard.fl);
    const others: unknown[] = [];
    const push = window.dataLayer.push;
    window.dataLayer.push = (...all: unknown[]) => {
      others.push(...all);
      return push.apply(window.dataLayer, all);
    };

    gtag('consent', 'update', YES);

    expect(others).toHaveLength(1);
    expect(heard.states()).toEqual(['granted']);
  });
});

it('passes nothing on after it was stopped', () => {
  gtag('consent', 'default', { ...YES, wait_for_update: 500 });
  const stop = google(heard.fl);

  stop();
  gtag('consent', 'update', YES);
  vi.advanceTimersByTime(1_000);

  expect(heard.said).toEqual([]);
});
