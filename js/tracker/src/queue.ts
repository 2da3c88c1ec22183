/**
 * The global command queue: commands called before the library was there run first and in order, later ones at once.
 *
 * During the drain the snippet's own `push` is still in place, so a command that is called by a command takes its place at the end of the queue.
 * Nothing a command does reaches the page: what it throws is reported and the drain goes on.
 */
import { report } from './report';

/** `[name, ...parameters]` or `[function, ...parameters]`; `t`: when it was called, epoch ms, noted by the snippet. */
export type Command = unknown[] & { t?: number };

/** The global function. `fl('click', {…})` and `fl.push(['click', {…}])` are the same. */
export interface Stub {
  (...command: unknown[]): void;
  push(command: Command): unknown;
  /** Waiting commands; once the library runs, those it did not know. */
  q: Command[];
  /** Version of the library that has taken over; absent before. */
  v?: string;
}

/** What the library can do, by command name; no name but those that are meant, `toString` neither. `at` is the time the command was called. */
export type Commands = Record<string, (at: number, ...parameters: any[]) => void>;

/** Unknown commands kept on the page. A script that calls one in a loop must not fill the memory of the page. */
const KEPT_MAX = 100;

/** Takes over the global function: drains what waits, then executes at once. */
export function takeOver(stub: Stub, commands: Commands): void {
  const kept: Command[] = [];

  function execute(command: Command): void {
    try {
      const [what, ...parameters] = command;
      if ((what as Function | undefined)?.call) {
        (what as Function)(...parameters);
      } else if (commands[what as string]) {
        commands[what as string]!(command.t || Date.now(), ...parameters);
      } else {
        if (!kept[KEPT_MAX - 1]) {
          kept.push(command);
        }
        report('unknown', what);
      }
    } catch (problem) {
      report('refused', problem);
    }
  }

  while (stub.q.length) {
    execute(stub.q.shift()!);
  }
  stub.q = kept;
  stub.push = execute;
}
