import { describe, expect, it } from 'vitest';
import { BLOCKED_AFTER, patience } from '../../src/patience';
import { forSeeds } from './seeded';

const NOW = 1_800_000_000_000;
const longest = () => 1;

describe('patience', () => {
  it('waits twice as long after each failure, up to five minutes', () => {
    const calm = patience(longest);
    const waits: number[] = [];

    for (let i = 0, now = NOW; i < 11; i++, now += calm.pause_(now)) {
      calm.failed_(now, false);
      waits.push(calm.pause_(now));
    }

    expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 256000, 300000, 300000]);
  });

  it('waits between half of that and all of it, by chance', () => {
    forSeeds(200, (chance) => {
      const calm = patience(chance);
      calm.failed_(NOW, true);
      expect(calm.pause_(NOW)).toBeGreaterThanOrEqual(500);
      expect(calm.pause_(NOW)).toBeLessThanOrEqual(1000);
    });
  });

  it('counts what fails together once', () => {
    const calm = patience(longest);

    for (let i = 0; i < 4; i++) {
      calm.failed_(NOW + i, true);
    }

    expect([calm.fails_, calm.pause_(NOW + 3), calm.isBlocked_]).toEqual([1, 997, false]);
  });

  it.each([
    ['120', 120e3],
    ['0', 1000],
    ['1', 1000],
    ['86400', 3600e3],
    [new Date(NOW + 90e3).toUTCString(), 90e3],
    [new Date(NOW - 90e3).toUTCString(), 1000],
    ['soon', 1000],
    ['-5', 1000],
    [null, 1000],
    [undefined, 1000],
  ])('where the collector asks for Retry-After: %s waits %d ms', (retryAfter, ms) => {
    const calm = patience(longest);

    calm.failed_(NOW, false, retryAfter);

    expect(calm.pause_(NOW)).toBe(ms);
  });

  it('heeds a longer Retry-After of what fails together, and no shorter one', () => {
    const calm = patience(longest);

    calm.failed_(NOW, false, '60');
    calm.failed_(NOW, false, '120');
    calm.failed_(NOW, false, '5');

    expect(calm.pause_(NOW)).toBe(120e3);
  });

  it('does not wait for a clock that was set back: not for longer than it would have, and not at all where that was before the failure', () => {
    const calm = patience(longest);
    calm.failed_(NOW, false, '600');

    expect([NOW, NOW + 60e3, NOW + 600e3].map((now) => calm.pause_(now))).toEqual([600e3, 540e3, 0]);
    expect(calm.pause_(NOW - 1)).toBe(0);
    calm.failed_(NOW - 3600e3, false);

    expect(calm.pause_(NOW - 3600e3)).toBe(2000);
  });

  it('sees a blocker in a network that fails again and again and never answered', () => {
    const calm = patience(longest);
    const blocked: boolean[] = [];

    for (let i = 0, now = NOW; i < BLOCKED_AFTER; i++, now += calm.pause_(now)) {
      calm.failed_(now, true);
      blocked.push(calm.isBlocked_);
    }

    expect(blocked).toEqual([false, false, true]);
  });

  it.each([
    ['an answer that took', (calm: ReturnType<typeof patience>) => calm.answered_()],
    ['an answer that said later', (calm: ReturnType<typeof patience>) => calm.failed_(NOW, false)],
  ])('sees none after %s: that is an outage, and it lasts as long as it lasts', (_, before) => {
    const calm = patience(longest);
    before(calm);

    for (let i = 0, now = NOW + calm.pause_(NOW); i < 50; i++, now += calm.pause_(now)) {
      calm.failed_(now, true);
    }

    expect(calm.isBlocked_).toBe(false);
  });

  it('has tried nothing yet, and is in nobody\'s way', () => {
    const calm = patience(longest);

    expect([calm.fails_, calm.pause_(NOW) > 0, calm.isBlocked_]).toEqual([0, false, false]);
  });

  it('begins anew after an answer', () => {
    const calm = patience(longest);
    calm.failed_(NOW, true);

    calm.answered_();

    expect([calm.fails_, calm.pause_(NOW) > 0]).toEqual([0, false]);
  });

  it('sees no blocker in failures that are not of the network', () => {
    const calm = patience(longest);

    for (let i = 0, now = NOW; i < 2 * BLOCKED_AFTER; i++, now += calm.pause_(now)) {
      calm.failed_(now, false);
    }

    expect(calm.isBlocked_).toBe(false);
  });

  it('begins anew when it is renewed', () => {
    const calm = patience(longest);
    for (let i = 0, now = NOW; i < BLOCKED_AFTER; i++, now += calm.pause_(now)) {
      calm.failed_(now, true);
    }

    calm.renew_();

    expect([calm.fails_, calm.pause_(NOW) > 0, calm.isBlocked_]).toEqual([0, false, false]);
    calm.failed_(NOW, true);
    expect([calm.fails_, calm.isBlocked_]).toEqual([1, false]);
  });
});
