import { afterEach, describe, expect, it, vi } from 'vitest';
import { AGE_MS_MAX, EVENTS_MAX, LEASE_MS } from '../../src/shelf';
import { choose, SEED, seeded } from './seeded';
import { World, type Fate } from './world';

/** Seeds of each property; `ROUNDS=1000 npx vitest run test/unit/outbox.property.test.ts` tries more. */
const ROUNDS = Number(process.env.ROUNDS ?? 15);
let world: World;

afterEach(() => world.end());

/** As `forSeeds`, in a world of its own for each. */
async function forWorlds(property: (chance: () => number) => Promise<void>, quota?: number): Promise<void> {
  for (let i = 0; i < ROUNDS; i++) {
    world = new World(quota);
    const chance = seeded(SEED + i);
    const random = vi.spyOn(Math, 'random').mockImplementation(chance);
    try {
      await property(chance);
    } catch (problem) {
      throw new Error(`seed ${SEED + i}: ${(problem as Error).message}`, { cause: problem });
    } finally {
      random.mockRestore();
      world.end();
    }
  }
  world = new World(quota);
}

describe('whatever the collector, the network and the visitor do', () => {
  it('every event arrives in the end, under the id that it was given, with all that it said', async () => {
    await forWorlds(async (chance) => {
      world.fate = ({ events }) => fate(chance, events.length);
      const said = await live(chance, 120);

      world.isOnline = true;
      world.fate = () => ({ status: 204 });
      const last = world.open();
      await world.pass(3600e3 + 2 * LEASE_MS); // the longest pause that a collector may ask for

      const arrived = new Map(world.taken.map((event) => [event.id as string, String(event.note)]));
      expect([...said.keys()].filter((id) => !arrived.has(id))).toEqual([]);
      expect(arrived).toEqual(said);
      expect(world.kept()).toEqual([]);
      world.kill(last);
    });
  });

  it('the events of a request are in the order in which they happened', async () => {
    await forWorlds(async (chance) => {
      world.fate = ({ events }) => fate(chance, events.length);
      await live(chance, 60);

      // Those of one page: what it adopts has happened before, on another.
      for (const { events } of world.requests) {
        const ids = events.map(({ id }) => id as string);
        const owners = new Set(ids.map((id) => id.slice(6)));
        owners.forEach((owner) => {
          const own = ids.filter((id) => id.slice(6) == owner);
          expect(own).toEqual([...own].sort());
        });
      }
    });
  });

  it('no more is kept than the bounds allow, the newest stay, and the next event says how many are missing', async () => {
    await forWorlds(async (chance) => {
      world.isOnline = false;
      const page = world.open();
      const count = EVENTS_MAX + Math.floor(chance() * 150); // fewer than would drop an event that says how many were dropped
      for (let i = 0; i < count; i++) {
        world.add(page, number(i));
        expect(world.kept().length).toBeLessThanOrEqual(EVENTS_MAX);
      }

      world.isOnline = true;
      world.tell(page, 'online');
      await world.pass(60e3);
      world.add(page, 'after');
      await world.pass(60e3);

      const ids = world.taken.map(({ id }) => id);
      expect(ids.filter((id) => id != 'after').sort()).toEqual(Array.from({ length: EVENTS_MAX }, (_, i) => number(count - EVENTS_MAX + i)));
      expect(world.taken.reduce((sum, { tracker_dropped }) => sum + Number(tracker_dropped ?? 0), 0)).toBe(count - EVENTS_MAX);
    });
  });

  it('an event that is older than a day is not sent, and is counted', async () => {
    world = new World();
    world.isOnline = false;
    const page = world.open();
    world.add(page, 'old');

    await world.pass(AGE_MS_MAX + 1);
    world.isOnline = true;
    world.tell(page, 'online');
    world.add(page, 'new');
    await world.pass(1000);
    world.add(page, 'newer');
    await world.pass(1000);

    expect(world.taken.map(({ id, tracker_dropped }) => [id, tracker_dropped])).toEqual([['new', undefined], ['newer', '1']]);
  });

  it('an event is sent on where storage is full, for as long as its page is there', async () => {
    await forWorlds(async (chance) => {
      world.fate = ({ events }) => fate(chance, events.length);
      const page = world.open();
      for (let i = 0; i < 50; i++) {
        world.add(page, number(i), { note: 'x'.repeat(Math.floor(chance() * 500)) });
        await world.pass(chance() * 100);
      }

      world.fate = () => ({ status: 204 });
      await world.pass(3600e3);
      world.tell(page, 'online');
      await world.pass(3600e3);

      expect(new Set(world.taken.map(({ id }) => id)).size).toBe(50);
    }, 2000);
  });
});

function number(i: number): string {
  return String(i).padStart(6, '0');
}

/** Of requests: taken, asked for again, or lost in one of the ways there are. */
function fate(chance: () => number, events: number): Fate {
  const afterMs = Math.floor(chance() ** 3 * 20e3);
  return choose<Fate>(chance, [
    { status: 204, afterMs },
    { status: 204, afterMs },
    { status: 200, afterMs, retry: events > 1 ? Array.from({ length: events }, (_, i) => i).filter(() => chance() < 0.3) : [] },
    { status: 503, afterMs, retryAfter: choose(chance, [undefined, '1', '30']) },
    { status: 429, afterMs },
    { status: 500, afterMs },
    { status: 0, afterMs },
    { status: 204, afterMs, isSilent: chance() < 0.2 },
  ]);
}

/** Pages come and go and say `count` events. @returns what was said by id */
async function live(chance: () => number, count: number): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  let pages = [world.open()];
  while (said.size < count) {
    const page = choose(chance, pages);
    const what = chance();
    if (what < 0.6) {
      for (let i = chance() * 3; i > 0; i--) {
        const id = number(said.size) + page.name;
        const note = 'grün ' + Math.floor(chance() * 1e6) + 'x'.repeat(chance() < 0.1 ? 8000 : 0);
        said.set(id, note);
        world.add(page, id, { note });
      }
    } else if (what < 0.8) {
      await world.pass(Math.floor(chance() * 5000));
    } else if (what < 0.84) {
      world.isOnline = !world.isOnline;
      for (const each of world.isOnline ? pages : []) {
        world.tell(each, 'online');
        await world.pass(0);
      }
    } else if (what < 0.88) {
      world.run(page, () => page.box.flush_!());
    } else if (what < 0.92) {
      world.tell(page, 'pagehide');
      await world.pass(100);
      world.tell(page, 'pageshow', { persisted: true });
    } else if (what < 0.96 && pages.length < 4) {
      pages.push(world.open());
    } else {
      chance() < 0.7 ? world.leave(page) : world.kill(page);
      pages = pages.filter((each) => each != page);
      pages = pages.length ? pages : [world.open()];
    }
    await world.pass(0); // what this page does at the end of its task it does as itself
  }
  for (const page of pages) {
    world.leave(page);
    await world.pass(0);
  }
  return said;
}

