/** Tabs that share a shelf that is too small for them: what they say arrives, or is counted as dropped, and never both. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVENTS_MAX, LEASE_MS, STAY_MS } from '../../src/shelf';
import { choose, SEED, seeded } from './seeded';
import { World } from './world';

const ROUNDS = Number(process.env.ROUNDS ?? 15);
let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

type Page = ReturnType<World['open']>;

let last = 0;

/** Each is younger than those before. @returns their ids */
function say(page: Page, count: number, more = {}): string[] {
  return Array.from({ length: count }, () => {
    const id = String(last++).padStart(6, '0');
    world.add(page, id, more);
    return id;
  });
}

async function online(...pages: Page[]): Promise<void> {
  world.isOnline = true;
  for (const page of pages) {
    world.tell(page, 'online');
    await world.pass(1000);
  }
}

describe('an event that another tab has pushed off the shelf', () => {
  it('arrives as long as its own tab is there, and nobody counts it as dropped', async () => {
    const [one, two] = [world.open(), world.open()];
    world.isOnline = false;
    const ids = [...say(one, 150), ...say(two, EVENTS_MAX)];

    await online(one, two);
    ids.push(...say(one, 1), ...say(two, 1));
    await world.pass(1000);

    expect(world.told()).toEqual({ ids, dropped: 0 });
    expect(world.kept()).toEqual([]);
  });

  it('leaves with its tab, which would be its end, though the collector has asked for a pause', async () => {
    const [one, two] = [world.open(), world.open()];
    world.fate = () => ({ status: 503, retryAfter: '600' });
    const pushed = say(one, 1);
    await world.pass(100);
    say(two, EVENTS_MAX);
    await world.pass(100);
    world.fate = () => ({ status: 204 });

    world.leave(one);
    await world.pass(100);

    expect(world.told().ids).toEqual(pushed);
  });

  it('is counted by the next page where its own has died with it', async () => {
    const [one, two] = [world.open(), world.open()];
    world.isOnline = false;
    say(one, 150);
    const ids = say(two, EVENTS_MAX);
    await world.pass(100);
    world.kill(one);
    world.kill(two);

    world.isOnline = true;
    const next = world.open();
    await world.pass(2 * LEASE_MS);
    ids.push(...say(next, 1));
    await world.pass(1000);

    expect(world.told()).toEqual({ ids, dropped: 150 });
    expect(world.kept()).toEqual([]);
  });

  it.each([
    ['offline', () => void (world.isOnline = false)],
    ['by the wish of the collector', () => void (world.fate = () => ({ status: 503, retryAfter: '3600' }))],
  ])('arrives however long its tab has waited for it %s: that it lives it says again and again', async (_, hold) => {
    const [one, two] = [world.open(), world.open()];
    hold();
    const ids = say(one, 150);
    await world.pass(10);
    ids.push(...say(two, EVENTS_MAX));
    for (let i = 0; i < 10; i++) {
      await world.pass(LEASE_MS);
      world.open();
    }

    world.fate = () => ({ status: 204 });
    await online(one, two);
    ids.push(...say(one, 1), ...say(two, 1));
    await world.pass(1000);

    expect(world.told()).toEqual({ ids, dropped: 0 });
    expect(world.kept()).toEqual([]);
  });

  it('is counted, and not sent by its own tab, where that was frozen until another has looked', async () => {
    const [frozen, two] = [world.open(), world.open()];
    world.isOnline = false;
    say(frozen, 150);
    await world.pass(10);
    const ids = say(two, EVENTS_MAX);
    await world.pass(10);
    world.freeze(frozen);
    await world.pass(LEASE_MS + 1000);

    await online(two);
    ids.push(...say(two, 1));
    await world.pass(1000);
    world.thaw(frozen);
    ids.push(...say(frozen, 1));
    await online(frozen);

    expect(world.told()).toEqual({ ids, dropped: 150 });
    expect(world.kept()).toEqual([]);
  });

  it('is gone, and no matter of its own tab, where yet another has taken it over', async () => {
    const frozen = world.open();
    world.isOnline = false;
    const ids = say(frozen, 3);
    await world.pass(100);
    world.freeze(frozen);
    await world.pass(LEASE_MS + 1000);
    world.isOnline = true;
    world.open();
    await world.pass(1000);

    world.thaw(frozen);
    await online(frozen);

    expect(world.taken.map(({ id }) => id)).toEqual(ids);
  });
});

describe('a page that empties localStorage itself, as many do where somebody logs out', () => {
  const empty = () => Object.keys(localStorage).forEach((key) => localStorage.removeItem(key));

  it('loses no event of pages that are there, and nobody counts one as dropped', async () => {
    const [one, two] = [world.open(), world.open()];
    world.isOnline = false;
    const ids = say(one, 3);
    await world.pass(10);
    ids.push(...say(two, 3));
    await world.pass(10);

    empty();
    ids.push(...say(one, 1));
    await world.pass(STAY_MS);
    expect(world.kept()).toHaveLength(7);

    await online(one, two);
    expect(world.told()).toEqual({ ids, dropped: 0 });
    expect([world.taken.length, world.kept()]).toEqual([7, []]);
  });

  it.each(['leaves', 'is killed a moment later'])('and %s gives its events to the next', async (end) => {
    const page = world.open();
    world.isOnline = false;
    const ids = say(page, 3);
    await world.pass(10);

    empty();
    await world.pass(end == 'leaves' ? 0 : STAY_MS);
    end == 'leaves' ? world.leave(page) : world.kill(page);

    world.isOnline = true;
    await world.pass(LEASE_MS);
    world.open();
    await world.pass(1000);
    expect(world.told()).toEqual({ ids, dropped: 0 });
  });

  it('is another matter than one that forgets, or where consent was withdrawn: what others had is not sent, though they have not heard of it yet', async () => {
    for (const since of [0, 7]) {
      const [one, two, three] = [world.open(), world.open(), world.open()];
      world.isOnline = false;
      [one, two, three].forEach((page) => say(page, 3));
      await world.pass(10);

      world.run(one, () => one.box.clear_(since));
      world.run(one, () => one.box.clear_(since)); // a second click, or another tab that says the same
      await online(two, three);
      const after = say(two, 1);
      await world.pass(1000);

      expect(world.taken.splice(0).map(({ id }) => id)).toEqual(after);
      [two, three].forEach((page) => world.run(page, () => page.box.clear_()));
      expect(Object.keys(localStorage)).toEqual([]);
      [one, two, three].forEach((page) => world.kill(page));
    }
  });

  it('leaves of a page that was killed a moment before consent was withdrawn until when it was to live, and that only until it is over and said again', async () => {
    const [one, gone] = [world.open(), world.open()];
    world.isOnline = false;
    [one, gone].forEach((page) => say(page, 3));
    await world.pass(10);
    world.kill(gone);

    world.run(one, () => one.box.clear_(7));
    expect(Object.keys(localStorage)).toEqual(['fl:t' + gone.name]);
    await world.pass(LEASE_MS);
    world.run(one, () => one.box.clear_(7));

    expect(Object.keys(localStorage)).toEqual([]);
  });
});

describe('an event that is one too many in memory', () => {
  it('is not one that is under way: that one may have arrived', async () => {
    const page = world.open();
    world.fate = () => ({ status: 204, afterMs: 5000 });
    const ids = [...say(page, 150)];
    await world.pass(100);
    ids.push(...say(page, 150));
    await world.pass(20e3);
    ids.push(...say(page, 1));
    await world.pass(20e3);

    expect(world.told()).toEqual({ ids, dropped: 0 });
  });

  it('is the oldest, also where it came from a page that is gone', async () => {
    world.isOnline = false;
    const one = world.open();
    say(one, 100);
    world.leave(one);
    const two = world.open(false);
    const ids = say(two, 150);
    world.run(two, () => two.box.open_!(true, true));
    await world.pass(100);

    await online(two);
    ids.push(...say(two, 1));
    await world.pass(1000);

    expect(world.told().dropped).toBe(50);
    expect(world.told().ids.slice(50)).toEqual(ids);
  });

  it('may be one that was under way and was not taken: then it waits as well', async () => {
    const page = world.open(false);
    world.fate = () => ({ status: 503, afterMs: 1000 });
    const ids = say(page, 100);
    await world.pass(10);
    ids.push(...say(page, EVENTS_MAX));
    await world.pass(1010);

    world.fate = () => ({ status: 204 });
    await world.pass(60e3);
    ids.push(...say(page, 1));
    await world.pass(1000);

    expect(world.told()).toEqual({ ids: ids.slice(100), dropped: 100 });
  });

  it('is counted with those that it was to tell of', async () => {
    const page = world.open();
    world.isOnline = false;
    say(page, EVENTS_MAX + 1);
    const ids = say(page, EVENTS_MAX + 1); // the first of them would have told of one

    await online(page);
    say(page, 1);
    await world.pass(1000);

    expect(world.told().dropped).toBe(EVENTS_MAX + 2);
    expect(world.told().ids.slice(0, -1)).toEqual(ids.slice(-EVENTS_MAX));
  });

  it('is told of by the next page where its own has gone before it could', async () => {
    const page = world.open();
    world.isOnline = false;
    const ids = say(page, EVENTS_MAX + 3).slice(3);
    await world.pass(100);
    world.leave(page);

    world.isOnline = true;
    const next = world.open();
    await world.pass(1000);
    ids.push(...say(next, 1));
    await world.pass(1000);

    expect(world.told()).toEqual({ ids, dropped: 3 });
  });
});

describe('how many events are missing', () => {
  it('is said by the page itself where nothing may be stored, also after it was away in the cache', async () => {
    const page = world.open(false);
    world.run(page, () => page.box.miss_!(3));

    world.tell(page, 'pagehide');
    world.tell(page, 'pageshow', { persisted: true });
    const ids = say(page, 1);
    await world.pass(100);

    expect(world.told()).toEqual({ ids, dropped: 3 });
  });

  it('is said by the next page where its own has gone and was back: that one has handed it over, and says it no more', async () => {
    const page = world.open();
    world.run(page, () => page.box.miss_!(3));

    world.tell(page, 'pagehide');
    world.tell(page, 'pageshow', { persisted: true });
    const ids = say(page, 1);
    await world.pass(100);
    expect(world.told()).toEqual({ ids, dropped: 0 });

    world.leave(page);
    const next = world.open();
    await world.pass(100);
    ids.push(...say(next, 1));
    await world.pass(100);
    expect(world.told()).toEqual({ ids, dropped: 3 });
  });
});

describe('whatever tabs do with a shelf that is too small for them', () => {
  it('each event arrives or is counted, once', async () => {
    for (let i = 0; i < ROUNDS; i++) {
      world.end();
      world = new World();
      try {
        const made = await live(seeded(SEED + i));
        const { ids, dropped } = world.told();
        expect(ids.length + dropped).toBe(made);
        expect([world.taken.length, world.kept()]).toEqual([ids.length, []]);
      } catch (problem) {
        throw new Error(`seed ${SEED + i}: ${(problem as Error).message}`, { cause: problem });
      }
    }
  });
});

/** Up to five tabs, mostly offline; each leaves as a tab does. The last tells what is left to tell. @returns how many events were made */
async function live(chance: () => number): Promise<number> {
  let pages = [world.open()];
  let made = 0;
  world.isOnline = false;
  while (made < 900) {
    const page = choose(chance, pages);
    const what = chance();
    if (what < 0.7) {
      const count = 1 + Math.floor(chance() * 20);
      made += say(page, count, { filler: 'x'.repeat(chance() < 0.2 ? 10_000 : 0) }).length;
    } else if (what < 0.8 && pages.length < 5) {
      pages.push(world.open());
    } else if (what < 0.9) {
      world.leave(page);
      pages = pages.filter((each) => each != page);
      pages = pages.length ? pages : [world.open()];
    } else if (what < 0.93) {
      await online(...pages);
      await world.pass(60e3);
      world.isOnline = false;
    }
    await world.pass(0);
  }
  pages.forEach((page) => world.leave(page));
  const teller = world.open();
  await world.pass(100);
  await online(teller);
  await world.pass(60e3);
  made += say(teller, 1).length;
  await world.pass(1000);
  return made;
}
