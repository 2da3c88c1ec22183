import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seeded, SEED } from './seeded';
import { World } from './world';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

/** How often each event was taken by the collector. */
function times(): number[] {
  const counts = new Map<unknown, number>();
  world.taken.forEach(({ id }) => counts.set(id, (counts.get(id) ?? 0) + 1));
  return [...counts.values()];
}

describe('what goes over the wire twice', () => {
  it('is nothing where every page hears its answers, however slow they are', async () => {
    const chance = seeded(SEED);
    world.fate = () => ({ status: 204, afterMs: Math.floor(chance() * 30e3) });
    for (let i = 0; i < 20; i++) {
      const page = world.open();
      for (let n = 0; n < 20; n++) {
        world.add(page, `${i}.${n}`);
        await world.pass(chance() * 500);
      }
      await world.pass(90e3);
      world.leave(page);
    }

    expect(times()).toEqual(Array(400).fill(1));
  });

  it('is nothing where a page is flushed, hidden and shown again while it waits for an answer', async () => {
    world.fate = () => ({ status: 204, afterMs: 5000 });
    const page = world.open();
    world.add(page, 'one');
    await world.pass(10);

    world.run(page, () => page.box.flush_!(true));
    world.run(page, () => page.box.flush_!());
    world.tell(page, 'pagehide');
    world.tell(page, 'pageshow', { persisted: true });
    world.tell(page, 'online');
    await world.pass(10e3);

    expect(times()).toEqual([1]);
  });

  it('is what was under way when its page went, once, by the next page', async () => {
    world.fate = () => ({ status: 204, afterMs: 300 });
    const page = world.open();
    world.add(page, 'answered');
    await world.pass(1000);
    world.add(page, 'under way');
    world.leave(page);
    const next = world.open();
    await world.pass(10e3);
    world.leave(next);

    world.open();
    await world.pass(10e3);

    expect(times()).toEqual([1, 2]);
  });
});
