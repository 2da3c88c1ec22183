import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ASKED_AFTER_MS, zones } from '../../src/zone';
import { storage } from './storage';

const BERLIN_MINUTES = -60;
let idle: (() => void)[];
let asked: number;

beforeEach(() => {
  idle = [];
  asked = 0;
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', storage());
  vi.stubGlobal('self', globalThis);
  vi.stubGlobal('requestIdleCallback', (callback: () => void) => idle.push(callback));
  vi.stubGlobal('Intl', { DateTimeFormat: () => (asked++, { resolvedOptions: () => ({ timeZone: 'Europe/Berlin' }) }) });
  vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(BERLIN_MINUTES);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the time zone', () => {
  it('is not known while a page loads, and is asked for once, when there is nothing else to do', () => {
    const zone = zones(() => true);

    expect([zone(), zone()]).toEqual([undefined, undefined]);
    vi.advanceTimersByTime(ASKED_AFTER_MS - 1);
    expect(idle).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect([idle.length, asked]).toEqual([1, 0]);
    idle[0]!();

    expect([zone(), zone(), asked, idle.length]).toEqual(['Europe/Berlin', 'Europe/Berlin', 1, 1]);
  });

  it('is asked for after a while where a browser does not say when it has nothing to do', () => {
    vi.stubGlobal('requestIdleCallback', undefined);
    const zone = zones(() => true);

    zone();
    vi.runAllTimers();

    expect(zone()).toBe('Europe/Berlin');
  });

  it('is remembered for the next page, which asks nobody', () => {
    learn(zones(() => true));

    expect(zones(() => true)()).toBe('Europe/Berlin');
    vi.runAllTimers();
    expect([asked, idle.length]).toEqual([1, 1]);
  });

  it('is asked for again where the clock stands off from UTC otherwise than then: summer, or a journey', () => {
    learn(zones(() => true));
    vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-6);

    const zone = zones(() => true);

    expect(zone()).toBeUndefined();
    learn(zone);
    expect(localStorage.getItem('fl:z')).toBe('-6 Europe/Berlin');
  });

  it('is kept on the page alone where nothing may be stored, and nothing that is stored is read', () => {
    localStorage.setItem('fl:z', '-60 Asia/Tokyo');
    const zone = zones(() => false);

    expect(zone()).toBeUndefined();
    learn(zone);

    expect(zone()).toBe('Europe/Berlin');
    expect(localStorage.getItem('fl:z')).toBe('-60 Asia/Tokyo');
  });

  it('is not stored where consent was withdrawn while it was asked for', () => {
    let mayStore = true;
    const zone = zones(() => mayStore);
    zone();

    mayStore = false;
    vi.advanceTimersByTime(ASKED_AFTER_MS);
    idle[0]!();

    expect(localStorage.getItem('fl:z')).toBeNull();
  });
});

function learn(zone: () => string | undefined): void {
  zone();
  vi.advanceTimersByTime(ASKED_AFTER_MS);
  idle.at(-1)!();
}
