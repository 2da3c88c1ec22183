/**
 * What the consent adapters share. An adapter hears what a consent manager says and passes it on by the command `consent`; it stores nothing,
 * asks the network for nothing and is done when its page is. Each is a chunk of its own: a page loads the one it needs.
 */
import type { ConsentState, Fl } from '../types';

/** Ends the adapter: nothing it hears is passed on any more, and what it said last holds. */
export type Stop = () => void;

/** An answer for pages on which the consent manager never comes. Without it they stay `unknown`, and nothing is sent. */
export interface Absent {
  absent?: 'denied' | 'granted' | 'not_required';
}

/** @internal */
export type Say = (state: ConsentState, purposes?: string, at?: number) => void;

/** How often a consent manager that is not there yet is looked for, and how many times: a minute, within which the slowest tag managers load theirs. */
const LOOK_EACH_MS = 250;
const LOOKS_MAX = 240;

/**
 * Listens once the page has a function of this name: both interfaces of IAB are functions from the first moment, a stub that queues at least. `command`: what
 * makes it call `hear` from then on.
 *
 * @internal
 */
export function whenThere(name: string, command: unknown[], fl: Fl, { absent }: Absent, source: string, hear: (say: Say, ...said: any[]) => void): Stop {
  let looks = 0;
  let isOver = false;
  const say: Say = (state, purposes, at) => fl('consent', { state, purposes, source, at });
  const look = () => {
    const api = (window as any)[name];
    if (api) {
      quietly(() => api(...command, (...said: unknown[]) => quietly(() => isOver || hear(say, ...said))));
    } else if (looks++ < LOOKS_MAX) {
      setTimeout(look, LOOK_EACH_MS);
    } else if (absent && !isOver) {
      say(absent);
    }
  };
  typeof window == 'object' && look(); // not on a server
  return () => {
    isOver = true;
  };
}

/** A consent manager that is at fault, or that we do not understand, has said nothing. It is told on the console, and not to those who called us. @internal */
export function quietly(what: () => unknown): void {
  try {
    what();
  } catch (problem) {
    console.warn('[firstlight]', problem);
  }
}

/** `'1, 8'`, as an attribute has it, or `[1, 8]`. A name may have a space within; that of nothing is no name, which nobody grants. @internal */
export function list(values: unknown): string[] {
  return String(values).trim().split(/\s*,\s*/);
}

/** By default storage and measuring content. @internal */
export const IAB_PURPOSES = '1,8';

/** Purposes of IAB's frameworks by the names that the processor has for them, `tcf_01`. @internal */
export function tcfNames(purposes: (string | number)[]): string {
  return purposes.map((purpose) => 'tcf_' + ('0' + purpose).slice(-2)).join();
}
