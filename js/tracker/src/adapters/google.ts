/**
 * Google consent mode, as pages speak it: `gtag('consent', 'default' | 'update', {analytics_storage: 'granted', …})`, which is `dataLayer.push(arguments)`.
 *
 * A default of `denied` says that nobody has answered yet (`unknown` here: events wait), an update of `denied` that somebody has. A default for some regions
 * only counts where it denies: where the visitor is, the page does not know. Nothing is taken away from the data layer, and others that listen hear it as before.
 */
import type { Fl } from '../types';
import { list, quietly, type Stop } from './common';

export interface GoogleOptions {
  /** All of these must be granted; by default `analytics_storage`. */
  purposes?: string | string[];
  /** Name of the data layer where it is not `dataLayer`. */
  layer?: string;
}

export function google(fl: Fl, options: GoogleOptions = {}): Stop {
  const page: any = typeof window == 'object' ? window : {}; // on a server nobody speaks
  const layer: unknown[] = (page[options.layer || 'dataLayer'] = page[options.layer || 'dataLayer'] || []);
  const wanted = list(options.purposes || 'analytics_storage');
  const choices: Record<string, string> = {};
  const denied: Record<string, boolean> = {};
  let isAnswered = false;
  let timer: ReturnType<typeof setTimeout>;

  function hear(command: any): void {
    if (!command || command[0] != 'consent' || !/^(default|update)$/.test(command[1])) {
      return;
    }
    const said: any = command[2] || {};
    const isDefault = command[1] == 'default';
    for (const purpose of Object.keys(said)) {
      const choice = said[purpose];
      if (choice == 'denied' || choice == 'granted') {
        if (!isDefault) {
          denied[purpose] = false;
        } else if (said.region) {
          denied[purpose] = denied[purpose] || choice == 'denied';
          continue;
        }
        choices[purpose] = choice;
      }
    }
    isAnswered = isAnswered || !isDefault;
    clearTimeout(timer);
    if (said.wait_for_update && !isAnswered) {
      timer = setTimeout(say, +said.wait_for_update);
    } else {
      say();
    }
  }

  function say(): void {
    const isGiven = (purpose: string) => choices[purpose] == 'granted' && !denied[purpose];
    const state = wanted.every(isGiven) ? 'granted' : isAnswered ? 'denied' : 'unknown';
    fl('consent', { state, purposes: Object.keys(choices).filter(isGiven).join(), source: 'google' });
  }

  quietly(() => layer.forEach(hear));
  const push = layer.push;
  let isOver = false;
  layer.push = (...commands) => {
    const length = push.apply(layer, commands);
    if (!isOver) {
      quietly(() => commands.forEach(hear));
    }
    return length;
  };
  return () => {
    isOver = true; // others may have wrapped what we put there, so it stays and does nothing
    clearTimeout(timer);
  };
}
