import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeOver, type Command, type Commands, type Stub } from '../../src/queue';

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
let ran: string[];
const commands: Commands = {
  __proto__: null as never,
  say: (_: number, word: string) => void ran.push(word),
  when: (at: number) => void ran.push(String(at)),
  fail: () => {
    throw new Error('broken');
  },
};

beforeEach(() => {
  ran = [];
  warn.mockClear();
});
afterEach(() => expect(warn.mock.calls.every(([line]) => String(line).startsWith('[firstlight]'))).toBe(true));

describe('the queue', () => {
  it('runs what waits in order, and what comes later at once', () => {
    const stub = waiting(['say', 'one'], ['say', 'two']);

    takeOver(stub, commands);
    stub('say', 'three');
    stub.push(['say', 'four']);

    expect(ran).toEqual(['one', 'two', 'three', 'four']);
    expect(stub.q).toEqual([]);
  });

  it('puts a command that a command calls at its end', () => {
    const stub = waiting([() => stub('say', 'last')], ['say', 'one'], ['say', 'two']);

    takeOver(stub, commands);

    expect(ran).toEqual(['one', 'two', 'last']);
  });

  it('goes on after a command that throws, while it drains and afterwards', () => {
    const stub = waiting(['fail'], ['say', 'one']);

    takeOver(stub, commands);
    expect(() => stub('fail')).not.toThrow();
    stub('say', 'two');

    expect(ran).toEqual(['one', 'two']);
    expect(warn).toHaveBeenCalled();
  });

  it('keeps what it does not know, and says so once', () => {
    const stub = waiting(['consent', 'granted'], ['say', 'one']);

    takeOver(stub, commands);
    stub('consent', 'denied');
    stub('toString');

    expect(ran).toEqual(['one']);
    expect(stub.q.map((command) => [...command])).toEqual([['consent', 'granted'], ['consent', 'denied'], ['toString']]);
    expect(warn.mock.calls.filter(([, , what]) => what == 'consent')).toHaveLength(1);
  });

  it('keeps 100 that it does not know, and no more', () => {
    const stub = waiting();
    takeOver(stub, commands);

    for (let i = 0; i < 102; i++) {
      stub('nothing', i);
    }

    expect(stub.q.map(([, i]) => i)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('says which command it does not know, and which has thrown', () => {
    const stub = waiting();
    takeOver(stub, commands);

    stub('no such');
    stub(() => {
      throw 'a fault of this test';
    });

    expect(warn.mock.calls.map(([, ...said]) => said)).toEqual([['unknown', 'no such'], ['refused', 'a fault of this test']]);
  });

  it('survives what is no command at all', () => {
    const stub = waiting(undefined as never, null as never, [] as never, ['say', 'one']);

    takeOver(stub, commands);
    stub.push(7 as never);

    expect(ran).toEqual(['one']);
  });

  it('gives a command the time at which it was called', () => {
    const early: Command = ['when'];
    early.t = 42;
    const stub = waiting(early);

    takeOver(stub, commands);

    expect(ran).toEqual(['42']);
  });
});

function waiting(...queue: Command[]): Stub {
  const stub = ((...command: Command) => stub.push(command)) as Stub;
  stub.q = queue;
  stub.push = (command) => void stub.q.push(command);
  return stub;
}
