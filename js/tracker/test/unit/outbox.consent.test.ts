/** What a word about consent ends, what it leaves alone, and whose what is kept is afterwards. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './world';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

type Page = ReturnType<World['open']>;

const ids = () => world.taken.map(({ id }) => id);
const clear = (page: Page, since?: number) => world.run(page, () => page.box.clear_(since));

describe('consent', () => {
  it('that is said again leaves alone what is under way', async () => {
    world.fate = () => ({ status: 204, afterMs: 1000 });
    const page = world.open();
    world.add(page, 'one');
    await world.pass(10);

    world.run(page, () => page.box.open_!(true, true));
    await world.pass(5000);

    expect([ids(), world.requests.length]).toEqual([['one'], 1]);
  });

  it('that is forgotten ends what is under way, though what comes after it may leave', async () => {
    world.fate = () => ({ status: 204, afterMs: 1000 });
    const page = world.open();
    world.add(page, 'before');
    await world.pass(10);

    clear(page, 0);
    world.run(page, () => page.box.open_!(true, true));
    world.add(page, 'after');
    await world.pass(5000);

    expect(ids()).toEqual(['after']);
  });

  it('that is given again after a refusal makes what waits the page\'s own again, which nobody takes over while it lives', async () => {
    const page = world.open();
    clear(page, 7);
    world.run(page, () => page.box.open_!(false, true));
    world.run(page, () => page.box.open_!(true, true));
    world.isOnline = false;
    world.add(page, 'own');
    await world.pass(10);

    world.isOnline = true;
    world.open();
    await world.pass(1000);
    expect(ids()).toEqual([]);

    world.tell(page, 'online');
    await world.pass(100);
    expect(world.requests.map((request) => request.page)).toEqual([page.name]);
  });
});

describe('a refusal in another tab, which this tab hears of late', () => {
  const VISITOR = 'fl:v';

  /** @returns a page that hears late, and another that has been told yes since and has sent an event of its own */
  async function open(): Promise<[late: Page, next: Page]> {
    const [late, next] = [world.open(), world.open()];
    world.add(next, 'sent');
    await world.pass(100);
    return [late, next];
  }

  it('erases nothing of a page that lives, though nothing of it waits', async () => {
    const [late] = await open();

    clear(late);

    expect(world.kept()).toEqual([]);
    expect(localStorage.getItem(VISITOR)).not.toBeNull();
  });

  it('erases nothing where a page that is gone has left an event', async () => {
    const [late, next] = await open();
    world.isOnline = false;
    world.add(next, 'left');
    await world.pass(10);
    world.leave(next);

    clear(late);

    expect(world.kept()).toHaveLength(1);
    expect(localStorage.getItem(VISITOR)).not.toBeNull();
    world.isOnline = true;
    world.open();
    await world.pass(100);
    expect(ids()).toEqual(['sent', 'left']);
  });

  it('erases all where no page lives and none has left an event', async () => {
    const [late, next] = await open();
    world.leave(next);

    clear(late);

    expect(Object.keys(localStorage)).toEqual([]);
  });

  it('believes a page that was killed for as long as its word holds, and no longer', async () => {
    const [late, next] = await open();
    const said = Number(localStorage.getItem('fl:t' + next.name));
    world.kill(next);

    await world.pass(said - Date.now() - 1);
    clear(late);
    expect(localStorage.getItem(VISITOR)).not.toBeNull();

    await world.pass(1);
    clear(late);
    expect(localStorage.getItem(VISITOR)).toBeNull();
  });
});
