/**
 * When to try again, and when to stop. Pure: time and chance come in.
 *
 * A collector that answers "later" is asked later, for as long as it takes. A network that fails is another matter: who has never had an answer on this page
 * while the browser is online is most likely blocked on purpose, and respects that.
 */

const FIRST_MS = 1e3;
const LONGEST_MS = 5 * 60e3;

/** Greatest `Retry-After` that is believed: a wrong clock or a joke must not silence a page for days. */
const ASKED_MS_MAX = 3600e3;

/** Failures of the network in a row, none answered before, after which a blocker is evident. */
export const BLOCKED_AFTER = 3;

export interface Patience {
  /** Tries in a row that were not taken. */
  fails_: number;
  /** For how long no try is to be made, ms; nothing or less: now. A clock that is set back ends a pause rather than prolong it. */
  pause_(now: number): number;
  isBlocked_: boolean;
  /** The collector has answered, whatever it said. */
  answered_(): void;
  /** Not taken: the collector asked for a pause (`retryAfter`), or the network failed (`isNetwork`). */
  failed_(now: number, isNetwork: boolean, retryAfter?: string | null): void;
  /** Something has changed that makes a try worth it. */
  renew_(): void;
}

export function patience(chance: () => number): Patience {
  let isKnown: boolean | undefined;
  let since = 0;
  let until = 0;
  const self: Patience = {
    fails_: 0,
    pause_: (now) => (now < since ? 0 : until - now),
    isBlocked_: false,
    answered_() {
      isKnown = true;
      self.renew_();
    },
    failed_(now, isNetwork, retryAfter) {
      isKnown = isKnown || !isNetwork;
      let wait = self.pause_(now);
      if (wait <= 0) {
        // Requests that were under way together fail together: that is one failure.
        wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** self.fails_++) * (0.5 + chance() / 2);
        self.isBlocked_ = !isKnown && self.fails_ >= BLOCKED_AFTER;
      }
      until = now + Math.max(asked(now, retryAfter), wait);
      since = now;
    },
    renew_() {
      self.fails_ = until = 0;
      self.isBlocked_ = false;
    },
  };
  return self;
}

/** Seconds or a date (RFC 9110, section 10.2.3), as ms from now; of a date that is past, less than none. */
function asked(now: number, retryAfter?: string | null): number {
  return Math.min(+retryAfter! >= 0 ? +retryAfter! * 1e3 : Date.parse(retryAfter!) - now, ASKED_MS_MAX) || 0;
}
