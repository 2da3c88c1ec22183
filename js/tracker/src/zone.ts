/**
 * The time zone of the visitor, of a browser that does not say it by `Temporal` (`page`). `Intl` says it everywhere, but its first word costs a page more than
 * everything else that the tracker does (`loadtest/bench tracker`): so it is not asked while the page loads, but later, when there is nothing else to do; and where
 * consent allows storage not again for as long as the clock stands off from UTC as it did. An event before that says no time zone, rather than a guess.
 */
import { stored } from './storage';

/** Behind the first event; a page has loaded by then. Who leaves earlier is asked on a later page. */
export const ASKED_AFTER_MS = 3e3;

/** @returns what says the time zone, where it is known; `mayStore` is asked again when it is written */
export function zones(mayStore: () => unknown): () => string | undefined {
  let known: string | undefined;
  let isAsked: boolean | undefined;
  const offset = () => new Date().getTimezoneOffset() + ' ';

  function ask(): void {
    known = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (mayStore()) {
      stored('z', offset() + known);
    }
  }

  return () => {
    const there = ((!known && mayStore() && stored('z')) || '') as string;
    if (!there.indexOf(offset())) {
      known = there.slice(offset().length);
    }
    if (!known && !isAsked) {
      isAsked = true;
      setTimeout(() => (self.requestIdleCallback || setTimeout)(ask), ASKED_AFTER_MS);
    }
    return known;
  };
}
