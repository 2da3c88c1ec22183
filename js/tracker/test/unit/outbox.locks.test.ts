import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../src/shelf';
import { World } from './world';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

/** One page has gone offline and left an event; another is there, and says one of its own. */
async function succeed(): Promise<unknown[]> {
  world.isOnline = false;
  const gone = world.open();
  world.add(gone, 'left');
  await world.pass(10);
  world.leave(gone);
  world.isOnline = true;
  const next = world.open();
  world.add(next, 'own');
  await world.pass(1000);
  return world.taken.map(({ id }) => id).sort();
}

const refuse = () => {
  throw new Error('SecurityError');
};

describe('what a page that is gone has left', () => {
  it.each([
    ['has none', () => undefined],
    ['throws for asking', refuse],
    ['throws for asking for one', () => ({ request: refuse })],
    ['refuses one', () => ({ request: () => Promise.reject(new Error('SecurityError')) })],
  ])('is taken over without a lock where the browser %s, and the page\'s own events leave as well', async (_, locks) => {
    world.locks = locks;

    expect(await succeed()).toEqual(['left', 'own']);
  });

  it('is taken over under the lock of that name', async () => {
    const asked: unknown[] = [];
    world.locks = () => ({ request: async (name: string, how: object, then: (lock: object) => void) => (asked.push(name, how), then({})) });

    expect(await succeed()).toEqual(['left', 'own']);
    expect(asked).toEqual(['fl:', { ifAvailable: true }]);
  });

  it('is let be while another page has the lock', async () => {
    world.locks = () => ({ request: async (_: string, __: object, then: (lock: null) => void) => then(null) });

    expect(await succeed()).toEqual(['own']);
    expect(world.kept()).toHaveLength(1);

    world.locks = () => undefined;
    await world.pass(LEASE_MS);
    expect(world.taken.map(({ id }) => id)).toEqual(['own', 'left']);
  });

  it('asks for no lock where nothing is left', async () => {
    world.locks = () => expect.unreachable('asked');
    const page = world.open();
    world.add(page, 'own');
    await world.pass(1000);

    expect(world.taken).toHaveLength(1);
  });
});
