import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AGE_MS_MAX, BYTES_MAX, EVENTS_MAX, LEASE_MS, shelf, type Entry } from '../../src/shelf';
import { choose, forSeeds } from './seeded';
import { storage } from './storage';

const NOW = 1_800_000_000_000;

beforeEach(() => vi.stubGlobal('localStorage', storage()));
afterEach(() => vi.unstubAllGlobals());

describe('the shelf', () => {
  it('keeps one key per event, and says so', () => {
    const mine = shelf('one');
    const [a, b] = [event(1), event(2)];

    mine.put_(a, NOW);
    mine.put_(b, NOW);

    expect(kept()).toEqual(['fl:eone:' + a.key_, 'fl:eone:' + b.key_]);
    expect([a.isKept_, mine.has_(a), mine.has_(event(3))]).toEqual([true, true, false]);
    mine.drop_(a);
    expect([kept().length, mine.has_(a), mine.has_(b)]).toEqual([1, false, true]);
  });

  it('leaves the events of a page that lives to that page', () => {
    shelf('one').put_(event(1), NOW);

    const taken: Entry[] = [];
    expect([shelf('one').isShared_(), shelf('two').isShared_()]).toEqual([false, true]);
    const wait = shelf('two').adopt_(NOW + LEASE_MS - 1, (entry) => taken.push(entry));

    expect([taken, wait]).toEqual([[], LEASE_MS]);
  });

  it.each([
    ['has left', (one: ReturnType<typeof shelf>) => one.leave_(), NOW],
    ['has said nothing for too long', () => {}, NOW + LEASE_MS],
  ])('gives the events of a page that %s to the next, whole', (_, end, at) => {
    const one = shelf('one');
    const left = event(1, { note: 'grün', items: [{ id: 'p1' }] });
    left.place_.cookies_ = true;
    one.put_(left, NOW);
    end(one);

    const two = shelf('two');
    const taken: Entry[] = [];
    const wait = two.adopt_(at, (entry) => taken.push(entry));

    expect(taken).toEqual([left]);
    expect(wait).toBe(0);
    expect([one.has_(left), two.has_(left)]).toEqual([false, true]);
    expect(two.adopt_(at, () => expect.unreachable('its own'))).toBe(0);
  });

  it('gives to the next what a page puts there on its way out, and what was there when the network came back to a page that had left', () => {
    const one = shelf('one');
    one.put_(event(1), NOW);
    one.leave_();
    one.put_(event(2), NOW);
    one.stay_(NOW);

    expect(taken(shelf('two'), NOW)).toHaveLength(2);
  });

  it('does not believe a page that says it lives for longer than pages do: its clock was wrong', () => {
    shelf('one').put_(event(1), NOW + 3600e3);

    expect(taken(shelf('two'), NOW)).toHaveLength(1);
  });

  it('renews its word while it keeps events, and only when half of it is over', () => {
    const one = shelf('one');
    one.put_(event(1), NOW);
    one.put_(event(2), NOW + 1000);
    expect(localStorage.getItem('fl:tone')).toBe('' + (NOW + LEASE_MS));

    one.put_(event(3), NOW + LEASE_MS / 2 + 1);

    expect(localStorage.getItem('fl:tone')).toBe('' + (NOW + LEASE_MS / 2 + 1 + LEASE_MS));
    one.leave_();
    expect(localStorage.getItem('fl:tone')).toBeNull();
  });

  it('is of a page that has come back from where it had left to', () => {
    const one = shelf('one');
    one.put_(event(1), NOW);
    one.leave_();

    one.stay_(NOW + 1, true);

    expect(taken(shelf('two'), NOW + 2)).toEqual([]);
  });

  it.each([
    [AGE_MS_MAX - 1, 1],
    [AGE_MS_MAX, 0],
    [-AGE_MS_MAX, 0],
  ])('gives an event away up to a day old, by either sign of the clock: %d ms', (age, count) => {
    shelf('one').put_(event(1, { created_at: NOW - age }), NOW - 3 * LEASE_MS);

    expect(taken(shelf('two'), NOW)).toHaveLength(count);
    expect(kept()).toHaveLength(count);
  });

  it.each(['', 'null', '7', '[]', '{', '["a","b",false,{}]', '["a","b",false,null]'])('throws away what is no event: %s', (text) => {
    localStorage.setItem('fl:egone:x', text);

    expect(taken(shelf('two'), NOW)).toEqual([]);
    expect(kept()).toEqual([]);
  });

  it('is empty, and no trouble, where the browser forbids storage', () => {
    vi.stubGlobal('localStorage', undefined);
    const mine = shelf('one');
    const entry = event(1);

    mine.put_(entry, NOW);

    expect([entry.isKept_, mine.has_(entry), mine.adopt_(NOW, () => expect.unreachable())]).toEqual([false, false, 0]);
    mine.drop_(entry);
    mine.leave_();
  });

  it('says that an event is not kept where there is no room', () => {
    vi.stubGlobal('localStorage', storage(100));
    const entry = event(1);

    shelf('one').put_(entry, NOW);

    expect(entry.isKept_).toBe(false);
  });

  it('drops the oldest past its number, of whichever page, and counts it', () => {
    const [one, two] = [shelf('one'), shelf('two')];
    for (let i = 0; i < EVENTS_MAX; i++) {
      (i % 2 ? one : two).put_(event(i), NOW);
    }
    expect([one.dropped_, two.dropped_, kept().length]).toEqual([0, 0, EVENTS_MAX]);

    one.put_(event(EVENTS_MAX), NOW);

    expect([one.dropped_, kept().length]).toEqual([1, EVENTS_MAX]);
    expect(two.has_(event(0))).toBe(false);
    expect(one.has_(event(1))).toBe(true);
  });

  it('never holds more than its bounds, and always the newest, whatever comes', () => {
    forSeeds(40, (chance) => {
      vi.stubGlobal('localStorage', storage());
      const pages = [shelf('one'), shelf('two'), shelf('three')];
      for (let i = 0; i < 60; i++) {
        const page = choose(chance, pages);
        const entry = event(i, { filler: 'x'.repeat(Math.floor(chance() * 20_000)) });
        page.put_(entry, NOW);
        expect(page.has_(entry)).toBe(true);
        const events = Object.keys(localStorage).filter((key) => key.startsWith('fl:e'));
        expect(events.reduce((sum, key) => sum + key.length - 3 + localStorage.getItem(key)!.length, 0)).toBeLessThanOrEqual(BYTES_MAX + 100);
        expect(events.length).toBeLessThanOrEqual(EVENTS_MAX);
        const numbers = events.map((key) => Number(key.split(':')[2]!.slice(0, 6))).sort((a, b) => a - b);
        expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => i - numbers.length + 1 + n));
      }
    });
  });
});

function event(number: number, more: Record<string, unknown> = {}): Entry {
  const id = String(number).padStart(6, '0');
  return { key_: id + '.1', place_: { get_: 'https://c/p/pixel.png', post_: 'https://c/p/events', cookies_: false }, event_: { id, created_at: NOW, ...more } };
}

function kept(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith('fl:e')).sort();
}

function taken(by: ReturnType<typeof shelf>, now: number): Entry[] {
  const entries: Entry[] = [];
  by.adopt_(now, (entry) => entries.push(entry));
  return entries;
}
