import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Values } from '../../src/types';
import { stamp } from '../../src/visit';
import { choose, forSeeds } from './seeded';
import { storage } from './storage';

const NOW = 1_800_000_000_000;
const IDLE_MS = 30 * 60e3;

beforeEach(() => vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a visit', () => {
  it('ends after half an hour without an event, and counts the events of each pixel without a gap', () => {
    forSeeds(200, (chance) => {
      vi.stubGlobal('localStorage', storage());
      const counts = new Map<string, number>();
      let at = NOW;
      let before: Values | undefined;
      for (let i = 0; i < 40; i++) {
        at += choose(chance, [0, 1, 1000, IDLE_MS - 1, IDLE_MS, IDLE_MS + 1, 5 * IDLE_MS]);
        const isOn = !!before && at - (before.created_at as number) < IDLE_MS;
        const pixel = choose(chance, ['a', 'b', '__proto__', 'toString']);
        const event: Values = { created_at: at };

        stampAt(at, event, 'https://c/' + pixel);

        expect(event.visitor_id).toBe(before?.visitor_id ?? event.visitor_id);
        expect(event.session_id == before?.session_id).toBe(isOn);
        if (!isOn) {
          counts.clear();
        }
        counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
        expect(event.sequence).toBe(counts.get(pixel));
        before = event;
      }
    });
  });

  it('goes on with an event that happened earlier and waited for a look or for consent, and does not end sooner for it', () => {
    vi.stubGlobal('localStorage', storage());
    const events = [NOW, NOW - 5 * IDLE_MS, NOW + IDLE_MS - 1].map((created_at): Values => ({ created_at }));

    events.forEach((event) => stampAt(Math.max(NOW, event.created_at as number), event, 'a'));

    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('is another by a clock that was set back by half an hour or more, and ends as any does', () => {
    vi.stubGlobal('localStorage', storage());
    const back = NOW - 24 * 3600e3;
    const events = [NOW, back, back + IDLE_MS - 1, back + 2 * IDLE_MS - 1].map((created_at): Values => ({ created_at }));

    events.forEach((event) => stampAt(event.created_at as number, event, 'a'));

    const [first, second, third, fourth] = events.map(({ session_id }) => session_id);
    expect([new Set([first, second, fourth]).size, third]).toEqual([3, second]);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 1, 2, 1]);
  });

  it('leaves the words of the site as they are', () => {
    vi.stubGlobal('localStorage', storage());
    const event: Values = { created_at: NOW, visitor_id: 'mine', session_id: 'own', sequence: 7 };

    stamp(event, 'a');

    expect(event).toMatchObject({ visitor_id: 'mine', session_id: 'own', sequence: 7 });
  });

  it.each(['', '{', '7', 'null', '["x"]', '["x",1,null]', '[null,null,null]'])('begins anew where what is stored is none: %s', (text) => {
    vi.stubGlobal('localStorage', storage());
    localStorage.setItem('fl:s', text);
    const event: Values = { created_at: NOW };

    stamp(event, 'a');

    expect(event.session_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(event.sequence).toBe(1);
    const next: Values = { created_at: NOW + IDLE_MS - 1 };
    stampAt(NOW + IDLE_MS - 1, next, 'a');
    expect(next).toMatchObject({ session_id: event.session_id, sequence: 2 });
  });

  it('is not told where nothing can be stored', () => {
    vi.stubGlobal('localStorage', undefined);
    const event: Values = { created_at: NOW };

    stamp(event, 'a');

    expect(event).toEqual({ created_at: NOW });
  });
});

function stampAt(now: number, event: Values, pixel: string): void {
  vi.setSystemTime(now);
  stamp(event, pixel);
}
