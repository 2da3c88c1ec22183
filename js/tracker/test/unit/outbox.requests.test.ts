/** Which requests the outbox makes of its events, and what it makes of their answers. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEASE_MS } from '../../src/shelf';
import { ASKED_AFTER_MS } from '../../src/zone';
import { PLACE, World, type Request } from './world';

const SECOND = { get_: 'https://c/q/pixel.png', post_: 'https://c/q/events' };
let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

type Page = ReturnType<World['open']>;

function say(page: Page, count: number, more = {}): void {
  for (let i = 0; i < count; i++) {
    world.add(page, String(i).padStart(3, '0'), more);
  }
}

/** Of each request: how, and with which events. */
function made(requests: Request[] = world.requests): string[] {
  return requests.map(({ method, keepalive, events }) => `${method}${keepalive ? '' : ' mortal'} ${events.map(({ id }) => id)}`);
}

const counts = () => world.requests.map(({ events }) => events.length);

describe('what leaves together', () => {
  it('are the events of one task; one alone is a GET', async () => {
    const page = world.open();
    say(page, 2);
    await world.pass(100);
    world.add(page, 'alone');
    await world.pass(100);

    expect(made()).toEqual(['POST 000,001', 'GET alone']);
  });

  it('are at most 50 events, and four requests at a time', async () => {
    world.fate = () => ({ status: 204, afterMs: 1000 });
    const page = world.open(false);
    say(page, 200);
    await world.pass(100);
    world.add(page, 'later');
    await world.pass(100);
    expect(counts()).toEqual([50, 50, 50, 50]);

    await world.pass(5000);
    expect(counts()).toEqual([50, 50, 50, 50, 1]);
  });

  it('are at most 24 KiB, and 48 KiB under way by keepalive, which other scripts of the page need as well', async () => {
    world.fate = () => ({ status: 204, afterMs: 1000 });
    const page = world.open();
    say(page, 6, { filler: 'x'.repeat(11_000) });
    await world.pass(100);
    expect(made()).toEqual(['POST 000,001', 'POST 002,003']);

    await world.pass(5000);
    expect(made()).toEqual(['POST 000,001', 'POST 002,003', 'POST 004,005']);
  });

  it('counts bytes as they travel, not letters', async () => {
    const page = world.open();
    say(page, 2, { filler: 'ü'.repeat(11_000) });
    await world.pass(100);

    expect(made()).toEqual(['POST 000', 'POST 001']);
  });

  it('is an event that has no room in keepalive alone, and dies with the page, where it is sent once more', async () => {
    world.fate = () => ({ status: 204, afterMs: 1000 });
    const page = world.open();
    world.add(page, 'large', { filler: 'x'.repeat(50_000) });
    await world.pass(100);
    world.run(page, () => page.box.flush_!(true));
    await world.pass(100);

    expect(made()).toEqual(['POST mortal large', 'POST mortal large']);
  });

  it('goes to one place', async () => {
    const page = world.open();
    world.add(page, 'a');
    world.add(page, 'b', {}, SECOND);
    world.add(page, 'c');
    await world.pass(100);

    expect(made()).toEqual(['POST a,c', 'GET b']);
  });

  it('is one after the other where the collector has not answered the last', async () => {
    world.fate = () => ({ status: 503 });
    const page = world.open();
    say(page, 3);
    await world.pass(100);
    world.fate = () => ({ status: 204, afterMs: 2000 });
    await world.pass(1050);
    expect(made()).toEqual(['POST 000,001,002', 'GET 000']);

    await world.pass(2000);
    expect(made()).toEqual(['POST 000,001,002', 'GET 000', 'POST 001,002']);
  });

  it('is one event at a time where only images arrive, as long as that is so', async () => {
    world.hasImages = true;
    world.fate = () => ({ status: 0 });
    const page = world.open();
    world.add(page, 'first');
    await world.pass(100);
    say(page, 2);
    await world.pass(100);

    expect(made()).toEqual(['GET first', 'GET 000', 'GET 001']);
    expect(world.kept()).toEqual([]);

    world.fate = () => ({ status: 204 });
    world.add(page, 'heard');
    await world.pass(100);
    say(page, 2);
    await world.pass(100);
    expect(made().slice(3)).toEqual(['GET heard', 'POST 000,001']);
  });

  it('is in the order in which it happened, also where another page had some of it for a while', async () => {
    world.fate = () => ({ status: 503, retryAfter: '3600' });
    const page = world.open();
    say(page, 2);
    await world.pass(100);
    world.freeze(page);
    await world.pass(LEASE_MS + 1000);
    const other = world.open();
    await world.pass(100);
    world.kill(other);
    world.thaw(page);
    world.add(page, '002');
    await world.pass(LEASE_MS + 1000);
    world.tell(page, 'online'); // it takes back what it had
    await world.pass(100);

    world.fate = () => ({ status: 204 });
    world.run(page, () => page.box.flush_!());
    await world.pass(100);

    expect(made().slice(-2)).toEqual(['POST 000,001', 'GET 002']); // 002 was not taken alone: it stays alone
  });
});

describe('an answer', () => {
  it.each([400, 401, 404, 409, 413, 426, 499])('of %d is for good, and the next event says that one is missing', async (status) => {
    world.fate = () => ({ status });
    const page = world.open();
    world.add(page, 'one');
    await world.pass(3600e3);

    expect([counts(), world.kept()]).toEqual([[1], []]);
    world.fate = () => ({ status: 204 });
    world.add(page, 'two');
    await world.pass(100);
    expect(world.taken).toMatchObject([{ id: 'two', tracker_dropped: '1' }]);
  });

  it.each([0, 302, 408, 425, 429, 500, 503])('of %d is not: it is tried again, later', async (status) => {
    world.fate = () => ({ status });
    const page = world.open();
    world.add(page, 'one');
    await world.pass(400);
    expect([counts(), world.kept().length]).toEqual([[1], 1]);

    world.fate = () => ({ status: 204 });
    await world.pass(2000);
    expect([counts(), world.kept()]).toEqual([[1, 1], []]);
  });

  it('that refuses a batch is a question to each of its events', async () => {
    world.fate = ({ events }) => ({ status: events.some(({ id }) => id == '001') ? 400 : 204 });
    const page = world.open();
    say(page, 3);
    await world.pass(1000);

    expect(made()).toEqual(['POST 000,001,002', 'GET 000', 'GET 001', 'GET 002']);
    expect([world.taken.map(({ id }) => id), world.kept()]).toEqual([['000', '002'], []]);

    world.add(page, 'next');
    await world.pass(1000);
    expect(world.told()).toEqual({ ids: ['000', '002', 'next'], dropped: 1 });
  });

  it('that names events to be sent again is heeded, after a pause, and of a batch only', async () => {
    world.fate = ({ events }) => ({ status: 200, retry: events[1] ? [1] : [] });
    const page = world.open();
    say(page, 3);
    await world.pass(100);
    expect(world.kept()).toHaveLength(1);

    await world.pass(2000);
    expect(made()).toEqual(['POST 000,001,002', 'GET 001']);
    expect(world.kept()).toEqual([]);
  });

  it('asks for a pause, which a flush of the page does not wait for, and its end does not shorten', async () => {
    world.fate = () => ({ status: 503, retryAfter: '600' });
    const page = world.open();
    world.add(page, 'one');
    await world.pass(100);
    world.fate = () => ({ status: 204 });

    world.run(page, () => page.box.flush_!(true));
    await world.pass(300e3);
    expect(counts()).toEqual([1]);

    world.run(page, () => page.box.flush_!());
    await world.pass(100);
    expect(counts()).toEqual([1, 1]);
  });

  it.each([1, 24, 24 * 40])('that asks for a pause is heeded by a clock that is set back %d h no longer than by another', async (hours) => {
    world.fate = () => ({ status: 503, retryAfter: '600' });
    const page = world.open();
    world.add(page, 'one');
    await world.pass(100);
    world.fate = () => ({ status: 204 });

    vi.setSystemTime(Date.now() - hours * 3600e3);
    await world.pass(600e3);

    expect([counts(), world.taken.length]).toEqual([[1, 1], 1]);
  });

  it('that does not come because there is no network is no failure: the next try is at once', async () => {
    const page = world.open();
    world.fate = () => ((world.isOnline = false), { status: 0 });
    world.add(page, 'one');
    await world.pass(3600e3);
    expect(counts()).toEqual([1]);

    world.fate = () => ({ status: 204 });
    world.isOnline = true;
    world.add(page, 'two');
    await world.pass(10);
    expect(made()).toEqual(['GET one', 'POST one,two']);
  });
});

describe('the end of a page', () => {
  it('sends each event that waits by a GET of its own, and those under way by keepalive not again', async () => {
    world.fate = () => ({ status: 204, afterMs: 1000 });
    const page = world.open();
    world.add(page, 'under way');
    await world.pass(10);
    say(page, 2);
    world.leave(page);
    await world.pass(5000);

    expect(made()).toEqual(['GET under way', 'GET 000', 'GET 001']);
  });

  it('is none where it is shown again: its events are its own', async () => {
    world.isOnline = false;
    const page = world.open();
    world.add(page, 'one');
    await world.pass(10);
    world.tell(page, 'pagehide');
    world.tell(page, 'pageshow', { persisted: true });
    const other = world.open();
    await world.pass(10);
    world.isOnline = true;
    world.tell(other, 'online');
    await world.pass(10);
    expect(counts()).toEqual([]);

    world.tell(page, 'online');
    await world.pass(100);
    expect(world.requests.map((request) => request.page)).toEqual([page.name]);
  });

  it('leaves its events to whoever looks when it is shown for the first time, as all pages are', async () => {
    world.isOnline = false;
    const page = world.open();
    world.add(page, 'one');
    await world.pass(10);
    world.tell(page, 'pagehide');
    world.tell(page, 'pageshow', { persisted: false });
    world.isOnline = true;
    world.open();
    await world.pass(100);

    expect(world.taken.map(({ id }) => id)).toEqual(['one']);
  });
});

describe('consent', () => {
  it('that is withdrawn ends what is under way, and what is given again sends it', async () => {
    world.fate = () => ({ status: 204, afterMs: 1000 });
    const page = world.open();
    world.add(page, 'one');
    await world.pass(10);

    world.run(page, () => page.box.open_!(false, true));
    world.add(page, 'two');
    await world.pass(5000);
    expect([world.taken, counts()]).toEqual([[], [1]]);

    world.run(page, () => page.box.open_!(true, true));
    await world.pass(5000);
    expect(world.taken.map(({ id }) => id)).toEqual(['one', 'two']);
  });

  it('that is denied forgets all, tells the other tabs, and leaves nothing in storage', async () => {
    const written: string[] = [];
    const set = localStorage.setItem;
    world.isOnline = false;
    const page = world.open();
    say(page, 2);
    await world.pass(10);
    Object.getPrototypeOf(localStorage).setItem = (key: string, value: string) => (written.push(`${key}=${value}`), set.call(localStorage, key, value));

    world.run(page, () => page.box.clear_(7));
    world.isOnline = true;
    world.tell(page, 'online');
    await world.pass(1000);

    expect([written, Object.keys(localStorage), counts()]).toEqual([['fl:denied=7'], [], []]);
  });

  it('that is for this tab alone is not told', () => {
    const page = world.open();
    const set = localStorage.setItem;
    const written: string[] = [];
    Object.getPrototypeOf(localStorage).setItem = (key: string, value: string) => (written.push(key), set.call(localStorage, key, value));

    world.run(page, () => page.box.clear_(0));

    expect(written).toEqual([]);
  });

  it('that is denied forgets how many are missing as well', async () => {
    const page = world.open();
    world.run(page, () => page.box.miss_!(3));

    world.run(page, () => page.box.clear_(7));
    world.run(page, () => page.box.open_!(true, true));
    world.add(page, 'again');
    await world.pass(100);

    expect(world.told()).toEqual({ ids: ['again'], dropped: 0 });
  });

  it('decides over storage: what is kept is erased, and stays in memory, and the other way round', async () => {
    world.isOnline = false;
    const page = world.open();
    say(page, 2);
    expect(world.kept()).toHaveLength(2);

    world.run(page, () => page.box.open_!(true, false));
    expect(Object.keys(localStorage)).toEqual([]);
    world.run(page, () => page.box.open_!(true, true));
    expect(world.kept()).toHaveLength(2);

    world.isOnline = true;
    world.tell(page, 'online');
    await world.pass(100);
    expect(made()).toEqual(['POST 000,001']);
  });

  it('to send but not to store stamps no visitor', async () => {
    const page = world.open(false);
    world.add(page, 'bare');
    await world.pass(100);
    world.run(page, () => page.box.open_!(true, true));
    world.add(page, 'stamped');
    await world.pass(100);

    expect(world.taken.map((event) => 'visitor_id' in event)).toEqual([false, true]);
    expect(world.taken.map((event) => 'tracker_dropped' in event)).toEqual([false, false]);
  });
});

it('an event of two pixels is two, under one id', async () => {
  world.isOnline = false;
  const page = world.open();
  world.add(page, 'both');
  world.add(page, 'both', {}, SECOND);
  expect(world.kept()).toHaveLength(2);

  world.isOnline = true;
  world.tell(page, 'online');
  await world.pass(100);
  expect(world.taken.map(({ id }) => id)).toEqual(['both', 'both']);
  expect(PLACE.post_).not.toBe(SECOND.post_);
});

it('an event says the time zone as soon as it is known, unless it says one itself', async () => {
  vi.stubGlobal('Intl', { DateTimeFormat: () => ({ resolvedOptions: () => ({ timeZone: 'Europe/Berlin' }) }) });
  const page = world.open();
  world.add(page, 'early');
  await world.pass(ASKED_AFTER_MS + 100);

  world.add(page, 'bare');
  world.add(page, 'own', { time_zone: 'Asia/Tokyo' });
  await world.pass(100);

  expect(world.taken.map(({ id, time_zone }) => [id, time_zone])).toEqual([['early', undefined], ['bare', 'Europe/Berlin'], ['own', 'Asia/Tokyo']]);
});

it('the time zone is not stored where consent is no longer known by when it is asked for', async () => {
  vi.stubGlobal('Intl', { DateTimeFormat: () => ({ resolvedOptions: () => ({ timeZone: 'Europe/Berlin' }) }) });
  const page = world.open();
  world.add(page, 'one');
  await world.pass(100);

  world.run(page, () => page.box.open_!(false, true));
  await world.pass(ASKED_AFTER_MS + 100);
  expect(localStorage.getItem('fl:z')).toBeNull();

  world.run(page, () => page.box.open_!(true, true));
  world.add(page, 'two');
  await world.pass(100);
  expect(world.taken.map(({ id, time_zone }) => [id, time_zone])).toEqual([['one', undefined], ['two', 'Europe/Berlin']]);
});
