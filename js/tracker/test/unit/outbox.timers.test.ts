/** For how long the outbox keeps a page busy: one timer while events wait, and none where none do. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { STAY_MS } from '../../src/shelf';
import { World } from './world';

/** Of an event that says it, nobody is asked for the time zone, which takes timers of its own. */
const HERE = { time_zone: 'Europe/Berlin' };

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

it('is one, however many events wait and however often they are tried', async () => {
  world.isOnline = false;
  const page = world.open();
  for (let i = 0; i < 5; i++) {
    world.add(page, 'n' + i, HERE);
    await world.pass(10);
    world.run(page, () => page.box.flush_!());
  }
  expect(vi.getTimerCount()).toBe(1);

  await world.pass(3 * STAY_MS);
  expect(vi.getTimerCount()).toBe(1);
});

it.each([true, false])('is none where nothing waits, before the first event and behind the last: with storage %s', async (mayStore) => {
  const page = world.open(mayStore);
  await world.pass(10);
  expect(vi.getTimerCount()).toBe(0);

  world.add(page, 'one', HERE);
  await world.pass(100);

  expect([world.taken.length, vi.getTimerCount()]).toEqual([1, 0]);
});

it('is none where what waits may not leave', async () => {
  const page = world.open();
  world.isOnline = false;
  world.add(page, 'one', HERE);
  await world.pass(10);

  world.run(page, () => page.box.open_!(false, true));
  await world.pass(10);

  expect(vi.getTimerCount()).toBe(0);
});
