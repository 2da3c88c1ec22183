import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AGE_MS_MAX, BYTES_MAX, EVENTS_MAX, KEYS_MAX, LEASE_MS, shelf as shelfOf, STAY_MS, type Entry, type Shelf } from '../../src/shelf';
import { choose, forSeeds } from './seeded';
import { storage } from './storage';

const NOW = 1_800_000_000_000;

/** What the shelves of a test have told of, all in all. */
let missed = 0;

beforeEach(() => {
  missed = 0;
  vi.stubGlobal('localStorage', storage());
});
afterEach(() => vi.unstubAllGlobals());

describe('the shelf', () => {
  it('keeps one key per event, and says so', () => {
    const mine = shelf('one');
    const [a, b] = [event(1), event(2)];

    mine.put_(a, NOW);
    mine.put_(b, NOW);

    expect(kept()).toEqual(['fl:eone:' + a.key_, 'fl:eone:' + b.key_]);
    expect([a.isKept_, isWhole(mine, a), isThere(mine, event(3))]).toEqual([true, true, false]);
    mine.drop_(a);
    expect([kept().length, isThere(mine, a), isWhole(mine, b)]).toEqual([1, false, true]);
  });

  it('has the bounds that are told to those who use it', () => {
    expect([EVENTS_MAX, BYTES_MAX, AGE_MS_MAX, LEASE_MS, STAY_MS, KEYS_MAX]).toEqual([200, 262_144, 86_400_000, 120_000, 30_000, 1000]);
  });

  it('leaves the events of a page that lives to that page', () => {
    shelf('one').put_(event(1), NOW);

    const taken: Entry[] = [];
    expect([shelf('one').isShared_(), shelf('two').isShared_()]).toEqual([false, true]);
    [NOW, NOW + LEASE_MS - 1].forEach((at) => shelf('two').adopt_(at, (entry) => taken.push(entry)));

    expect(taken).toEqual([]);
  });

  it('leaves nothing behind of a page that it has taken over, but the word of another page', () => {
    shelf('one').put_(event(1), NOW - LEASE_MS);
    shelf('other').put_(event(2), NOW);

    taken(shelf('two'), NOW);

    expect(Object.keys(localStorage).filter((key) => key.startsWith('fl:t'))).toEqual(['fl:tother']);
  });

  it.each([
    ['has left', (one: Pick<Shelf, 'leave_'>) => one.leave_(0), NOW],
    ['has said nothing for too long', () => {}, NOW + LEASE_MS],
  ])('gives the events of a page that %s to the next, whole', (_, end, at) => {
    const one = shelf('one');
    const left = event(1, { note: 'grün', items: [{ id: 'p1' }] });
    left.place_.cookies_ = true;
    one.put_(left, NOW);
    end(one);

    const two = shelf('two');
    const taken: Entry[] = [];
    two.adopt_(at, (entry) => taken.push(entry));

    expect(taken).toEqual([left]);
    expect([isThere(one, left), isWhole(two, left), two.isShared_()]).toEqual([false, true, false]);
    two.adopt_(at, () => expect.unreachable('its own'));
  });

  it.each([
    ['and is there all the time', Infinity],
    ['also where there is no room for it twice', 150],
  ])('takes over what was left whole, %s', (_, quota) => {
    vi.stubGlobal('localStorage', storage(quota));
    const one = shelf('one');
    one.put_(event(1), NOW);
    one.leave_(0);
    const counts: number[] = [];
    const remove = localStorage.removeItem;
    Object.getPrototypeOf(localStorage).removeItem = (key: string) => (remove(key), counts.push(kept().length));

    const two = shelf('two');
    const entries = taken(two, NOW);

    expect([entries.length, isWhole(two, entries[0]!), entries[0]!.isKept_, kept().length]).toEqual([1, true, true, 1]);
    expect(Math.min(...counts)).toBe(quota == Infinity ? 1 : 0);
  });

  it('gives to the next what a page puts there on its way out, and what was there when the network came back to a page that had left', () => {
    const one = shelf('one');
    one.put_(event(1), NOW);
    one.leave_(0);
    one.put_(event(2), NOW + LEASE_MS);
    one.stay_(NOW + LEASE_MS);

    expect(taken(shelf('two'), NOW + LEASE_MS)).toHaveLength(2);
  });

  it('does not believe a page that says it lives for longer than pages do: its clock was wrong', () => {
    shelf('one').put_(event(1), NOW + 3600e3);

    expect(taken(shelf('two'), NOW)).toHaveLength(1);
  });

  it('renews its word until it leaves, and then no more', () => {
    const one = shelf('one');
    one.stay_(NOW);
    expect(localStorage.getItem('fl:tone')).toBe('' + (NOW + LEASE_MS));
    one.stay_(NOW + STAY_MS / 2); // it is young
    expect(localStorage.getItem('fl:tone')).toBe('' + (NOW + LEASE_MS));
    one.stay_(NOW + STAY_MS / 2 + 1);
    expect(localStorage.getItem('fl:tone')).toBe('' + (NOW + STAY_MS / 2 + 1 + LEASE_MS));

    one.leave_(0);
    one.stay_(NOW + STAY_MS + 2);

    expect(localStorage.getItem('fl:tone')).toBeNull();
  });

  it('sees that its word is gone before its time, which is what a page does that empties the storage, and not what another tab does', () => {
    const one = shelf('one');
    const takeAway = (word: string) => localStorage.setItem('fl:tone', word);
    expect(one.stay_(NOW)).toBe(false);

    takeAway('');
    expect([one.stay_(NOW + LEASE_MS - 1), one.stay_(NOW + LEASE_MS - 1)]).toEqual([true, false]);
    takeAway('');
    expect(one.stay_(NOW + 2 * LEASE_MS - 1)).toBe(false); // another has taken over what it had
    takeAway('');
    expect(one.stay_(NOW)).toBe(false); // the same, by a clock that was set back
    takeAway('1');
    expect(one.stay_(NOW)).toBe(false); // erased
    one.leave_(0);
    expect(one.stay_(NOW, true)).toBe(false); // back from where it had left to
  });

  it('is of a page that has come back from where it had left to', () => {
    const one = shelf('one');
    one.put_(event(1), NOW);
    one.leave_(0);

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
    expect([kept().length, missed]).toEqual([count, 1 - count]);
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

    mine.adopt_(NOW, () => expect.unreachable());

    expect([entry.isKept_, isThere(mine, entry), mine.isShared_()]).toEqual([false, false, false]);
    mine.drop_(entry);
    mine.leave_(1);
  });

  it('says that an event is not kept where there is no room', () => {
    vi.stubGlobal('localStorage', storage(100));
    const entry = event(1);

    shelf('one').put_(entry, NOW);

    expect(entry.isKept_).toBe(false);
  });

  it('has a mark only of the oldest past its number, of whichever page and in whatever order they came, and counts nothing while their pages live', () => {
    const [one, two] = [shelf('one'), shelf('two')];
    for (let i = EVENTS_MAX; i--; ) {
      (i % 2 ? one : two).put_(event(i), NOW);
    }
    expect(whole()).toHaveLength(EVENTS_MAX);

    one.put_(event(EVENTS_MAX), NOW);

    expect([whole().length, kept().length, missed]).toEqual([EVENTS_MAX, EVENTS_MAX + 1, 0]);
    expect([two.has_(event(0)), isWhole(one, event(1))]).toEqual(['1', true]);
  });

  it('has room for as many bytes as it says, and not for one more', () => {
    const one = shelf('one');
    const size = (entry: Entry) => 'eone:'.length + entry.key_.length + localStorage.getItem('fl:eone:' + entry.key_)!.length;
    const [old, filler] = [event(1), event(2, { filler: 'x'.repeat(BYTES_MAX / 2) })];
    one.put_(old, NOW);
    one.put_(filler, NOW);
    one.put_(event(3), NOW);
    const room = BYTES_MAX - size(old) - size(filler) - size(event(3)) - textOf(event(4, { filler: '' })).length;

    one.put_(event(4, { filler: 'x'.repeat(room) }), NOW);
    expect(isWhole(one, old)).toBe(true);
    one.drop_(event(4));
    one.put_(event(4, { filler: 'x'.repeat(room + 1) }), NOW);

    expect([isWhole(one, old), isWhole(one, filler), one.has_(old)]).toEqual([false, true, '1']);
  });

  it('has no room for an event that is larger than all of it, which pushes nobody off', () => {
    const one = shelf('one');
    const [old, giant] = [event(1), event(2, { filler: 'x'.repeat(BYTES_MAX) })];
    one.put_(old, NOW);

    one.put_(giant, NOW);

    expect([!!giant.isKept_, isThere(one, giant), isWhole(one, old)]).toEqual([false, false, true]);
  });

  it('counts a mark where its page is gone, with those that the event was to tell of', () => {
    const one = shelf('one');
    one.put_(event(0, { tracker_dropped: 7 }), NOW);
    one.put_(event(1, { tracker_dropped: 'seven' }), NOW);
    for (let i = 2; i < EVENTS_MAX + 2; i++) {
      one.put_(event(i), NOW);
    }
    one.leave_(0);

    expect(taken(shelf('two'), NOW)).toHaveLength(EVENTS_MAX);
    expect([missed, kept().length]).toEqual([9, EVENTS_MAX]);
  });

  it('counts what a page that left could not tell of, once, however often it had left and was back', () => {
    const one = shelf('one');
    one.leave_(3);
    one.stay_(NOW, true);
    one.leave_(4);
    one.stay_(NOW, true);
    one.leave_(0);

    expect([taken(shelf('two'), NOW), missed, kept()]).toEqual([[], 7, []]);
  });

  it('counts nothing where another page has been faster', () => {
    shelf('one').put_(event(1), NOW - LEASE_MS);
    const read = localStorage.getItem;
    localStorage.getItem = (key) => (key.startsWith('fl:e') ? null : read.call(localStorage, key));

    expect([taken(shelf('two'), NOW), missed]).toEqual([[], 0]);
  });

  it('holds no more marks than its bound, past which it counts the oldest', () => {
    const many = [shelf('one'), shelf('two')];
    for (let i = 0; i < KEYS_MAX + 5; i++) {
      many[i % 2]!.put_(event(i), NOW);
    }

    expect([kept().length, whole().length, missed]).toEqual([KEYS_MAX + 1, EVENTS_MAX, 4]);
  });

  it('never holds more than its bounds, and always the newest, whatever comes', () => {
    forSeeds(40, (chance) => {
      vi.stubGlobal('localStorage', storage());
      const pages = [shelf('one'), shelf('two'), shelf('three')];
      for (let i = 0; i < 60; i++) {
        const page = choose(chance, pages);
        const entry = event(i, { filler: 'x'.repeat(Math.floor(chance() * 20_000)) });
        page.put_(entry, NOW);
        expect(isWhole(page, entry)).toBe(true);
        const events = whole();
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
  return { key_: id + '.1', place_: { get_: 'https://c/p/pixel.png', post_: 'https://c/p/events', cookies_: false }, event_: { id, created_at: NOW, ...more }, alone_: 0 };
}

/** One that says that it lives when it puts an event there, as the outbox does. */
function shelf(page: string): { put_(entry: Entry, now: number): void } & Omit<Shelf, 'put_'> {
  const it = shelfOf(page, (count) => (missed += count));
  return {
    ...it,
    put_(entry, now) {
      it.put_(entry);
      it.stay_(now);
    },
  };
}

function isThere(on: Pick<Shelf, 'has_'>, entry: Entry): boolean {
  return !!on.has_(entry);
}

/** Not a mark. */
function isWhole(on: Pick<Shelf, 'has_'>, entry: Entry): boolean {
  return isThere(on, entry) && isNaN(Number(on.has_(entry)));
}

function textOf({ place_, event_ }: Entry): string {
  return JSON.stringify([place_.get_, place_.post_, place_.cookies_, event_]);
}

function kept(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith('fl:e')).sort();
}

/** Without marks. */
function whole(): string[] {
  return kept().filter((key) => isNaN(Number(localStorage.getItem(key))));
}

function taken(by: Pick<Shelf, 'adopt_'>, now: number): Entry[] {
  const entries: Entry[] = [];
  by.adopt_(now, (entry) => entries.push(entry));
  return entries;
}
