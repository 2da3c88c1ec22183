/**
 * The outbox of the full build: what it has taken arrives, now or later, on this page or on the next, as far as consent and the browser allow.
 *
 * Events of one task leave together, as one POST; a single one as a GET. An event is gone from here when the collector has said what became of it, and not
 * earlier. While the collector does not answer, one event at a time is tried, later and later (`patience`); the rest waits.
 *
 * When the page goes, what waits and what would die with the page leaves once more, each event as a GET with keepalive: the browser lends a page 64 KiB for the
 * bodies of such requests (Fetch standard, HTTP-network-or-cache fetch), shared with every other script of the page, and a GET has no body. An event that was
 * not answered before the page was gone is sent again by the next page, under its id: it counts once.
 *
 * Bounds: `EVENTS_MAX` events that wait in memory (those of the shelf have their own), `REQUESTS_MAX` requests and `KEEPALIVE_BYTES_MAX` of bodies under way.
 * What they cost is counted, and the next event says how many.
 */
import { carry, load, type Answer } from './ladder';
import { patience } from './patience';
import { AGE_MS_MAX, EVENTS_MAX, LEASE_MS, loss, shelf, STAY_MS, type Entry, type Shelf } from './shelf';
import { erase, keys, PREFIX, stored, WITHDRAWN } from './storage';
import type { Outbox } from './transport';
import { size } from './utf8';
import { stamp } from './visit';
import { zones } from './zone';

/** Of the 64 KiB that all scripts of a page share. */
const KEEPALIVE_BYTES_MAX = 48 * 1024;

/** So that two batches can be under way. The collector takes 500 events and 256 KiB. */
const BATCH_BYTES_MAX = 24 * 1024;
const BATCH_EVENTS_MAX = 50;

/** A browser opens six connections to one host over HTTP/1.1; some are for the page. */
const REQUESTS_MAX = 4;

/** Refused for good. Three others of 4xx are not taken now, but perhaps later (RFC 9110, RFC 8470, RFC 6585). */
const REFUSED = /^4(?!08|25|29)/;

/** `page` is a name that no other page has. */
export function outbox(page: string): Outbox {
  /** In the order in which they happened. */
  const live = new Map<string, Entry>();
  const calm = patience(Math.random);
  let kept: Shelf | undefined;
  const zone = zones(() => kept && isOpen);
  let isOpen: unknown;
  /** `pagehide` has been heard: what is added after it, by those who hear it later, leaves as the last of the page does. */
  let isGone: boolean | undefined;
  let planned: unknown;
  let requests = 0;
  let borrowed = 0;
  let number = 0;
  let dropped = 0;
  /** Fetch fails here and images arrive: the policy of the page has no `connect-src` for us. */
  let isMute: boolean | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ending = new AbortController();

  /** At the end of this task, so that the events of one task are one request, and yet before the page can go. */
  function plan(): void {
    planned =
      planned ||
      Promise.resolve().then(() => {
        planned = false;
        pump(isGone);
      });
  }

  function keep(entry: Entry): void {
    live.set(entry.key_, entry);
    kept?.put_(entry);
  }

  function drop(entry: Entry): void {
    live.delete(entry.key_);
    kept?.drop_(entry);
  }

  /** Nothing where another page has taken or erased it, a number where it is in memory alone. */
  function left(entry: Entry): unknown {
    return kept && entry.isKept_ ? kept.has_(entry) : 1;
  }

  function miss(count: number): void {
    dropped += count;
  }

  /** It is given up. */
  function lose(entry: Entry): void {
    if (left(entry)) {
      miss(loss(entry.event_));
    }
    drop(entry);
  }

  /** What is not under way, the oldest first: what was taken over has happened before, or is this page's own that another had. */
  function waiting(): Entry[] {
    return [...live.values()].filter((entry) => !entry.flight_).sort((a, b) => (a.event_.created_at as number) - (b.event_.created_at as number));
  }

  /** What is under way is left alone: it may have arrived. */
  function trim(): void {
    waiting().slice(0, -EVENTS_MAX).forEach(lose);
  }

  function pump(isLast?: boolean): void {
    const now = Date.now();
    const pause = calm.pause_(now);
    const isPausing = pause > 0;
    clearTimeout(timer);
    if (isOpen && live.size) {
      // A page that waits says that it lives; and no timer is set for longer than that, whatever a clock says.
      timer = setTimeout(pump, isPausing && pause < STAY_MS ? pause : STAY_MS);
      if (kept?.stay_(now)) {
        live.forEach(keep);
      }
    }
    trim();
    if (!isOpen || calm.isBlocked_ || navigator.onLine === false) {
      return; // until consent, `online`, or the next page
    }
    live.forEach((entry) => {
      const there = left(entry);
      if (!there) {
        live.delete(entry.key_);
      } else if (!entry.flight_ && now - (entry.event_.created_at as number) > AGE_MS_MAX) {
        lose(entry);
      } else if (isLast && entry.flight_ != 2 && (!isPausing || +(there as string))) {
        send([entry], isLast);
      }
    });
    if (!isPausing && !isLast) {
      for (let batch; requests < (calm.fails_ ? 1 : REQUESTS_MAX) && (batch = next())[0]; ) {
        send(batch);
      }
    }
  }

  /** The oldest that is not under way, and what may go with it; none while keepalive has no room for them and something else is under way. */
  function next(): Entry[] {
    const batch: Entry[] = [];
    let bytes = 0;
    const inTurn = waiting().sort((a, b) => a.alone_ - b.alone_);
    inTurn.forEach((entry) => {
      const first = batch[0];
      if (first && (calm.fails_ || isMute || first.alone_ || entry.alone_ || first.place_.post_ != entry.place_.post_)) {
        return;
      }
      const more = size(JSON.stringify(entry.event_)) + 1;
      if (!first || (batch.length < BATCH_EVENTS_MAX && bytes + more <= BATCH_BYTES_MAX)) {
        batch.push(entry);
        bytes += more;
      }
    });
    return requests && borrowed + bytes > KEEPALIVE_BYTES_MAX ? [] : batch;
  }

  async function send(batch: Entry[], isLast?: boolean): Promise<void> {
    const mine = ending;
    const fly = (flight: Entry['flight_']) => batch.forEach((entry) => (entry.flight_ = flight));
    const what = load(
      batch[0]!.place_,
      batch.map((entry) => entry.event_),
    );
    const keepalive = borrowed + what.bytes_ <= KEEPALIVE_BYTES_MAX;
    fly(keepalive ? 2 : 1);
    requests++;
    borrowed += what.bytes_;
    const answer: Answer = await carry(what, keepalive, isLast, batch[0]!.isKept_, mine.signal, fly).then(Object, Object); // a page's own fetch may give anything
    // Of a batch the answer may name some to be sent again.
    const said = answer.status == 200 && !what.url_ && (await answer.json!().catch(Object));
    if (mine == ending) {
      fly(0);
      requests--;
      borrowed -= what.bytes_;
      isMute = answer.isImage_;
      settle(batch, answer, [].concat(said?.retry || []));
      pump();
    }
  }

  function settle(batch: Entry[], { status, headers }: Answer, retry: number[]): void {
    const isTaken = status! < 300; // a failure has none
    const isRefused = REFUSED.test(status as unknown as string);
    if (isTaken) {
      batch.forEach((entry, i) => retry.includes(i) || drop(entry));
    } else if (isRefused) {
      // Of a batch that is refused as a whole, it may be one that is at fault.
      batch.forEach((entry) => (batch[1] ? (entry.alone_ = 1) : lose(entry)));
    }
    if (isRefused || (isTaken && !retry.length)) {
      calm.answered_();
    } else if (status || navigator.onLine !== false) {
      if (!batch[1]) {
        batch[0]!.alone_++;
      }
      calm.failed_(Date.now(), !status, headers?.get('retry-after'));
    }
  }

  /** What pages that are gone have left, if any have; unless it is for `once`, again as long as other pages have events. */
  function adopt(once?: unknown): void {
    const look = () => {
      kept?.adopt_(Date.now(), (entry) => live.set(entry.key_, entry));
      pump();
    };
    if (kept?.isShared_()) {
      once || setTimeout(adopt, LEASE_MS); // by then a page that lives now may be gone
      // Where there are no locks, and where the browser throws for asking, as in some sandboxed frames: without.
      Promise.resolve()
        .then(() => navigator.locks.request(PREFIX, { ifAvailable: true }, (lock) => lock && look()))
        .catch(look);
    }
  }

  /** What is under way is ended. It is still here. */
  function end(): void {
    ending.abort();
    ending = new AbortController();
    requests = borrowed = 0;
    live.forEach((entry) => (entry.flight_ = Object(entry.flight_).src = '')); // an image that the browser holds back stays here
  }

  addEventListener('pagehide', () => {
    pump((isGone = true));
    if (kept) {
      kept.leave_(dropped);
      dropped = 0;
    }
  });
  const again = ({ persisted }: any) => {
    isGone = false;
    if (kept && persisted) {
      kept.stay_(Date.now(), persisted); // back from where pagehide had sent it
    }
    calm.renew_();
    adopt(1);
    plan();
  };
  addEventListener('online', again);
  addEventListener('pageshow', (event) => event.persisted && again(event));

  return {
    miss_: miss,
    add_(place, event) {
      if (kept) {
        stamp(event, place.post_);
      }
      const where = event.time_zone || zone();
      if (where) {
        event.time_zone = where;
      }
      if (dropped) {
        event.tracker_dropped = dropped;
        dropped = 0;
      }
      keep({ key_: event.id + '.' + number++, place_: place, event_: event, alone_: 0 });
      trim();
      plan();
    },
    flush_(isLast) {
      if (!isLast) {
        calm.renew_();
      }
      pump(isLast);
    },
    open_(mayLeave, mayStore) {
      if (isOpen && !mayLeave) {
        end();
      }
      isOpen = mayLeave;
      if (isOpen && mayStore != !!kept) {
        if (mayStore) {
          kept = shelf(page, miss);
          live.forEach(keep);
          adopt();
        } else {
          kept!.leave_(0);
          kept = undefined;
          erase();
        }
      }
      plan();
    },
    clear_(since) {
      end();
      live.forEach(drop);
      dropped = 0;
      kept?.leave_(0);
      // What another tab has erased is not erased again: what is there now may be of a consent that came after, unless no page lives, and none has left events.
      if (since != null || !(keys('e')[0] || keys('t').some((key) => +stored(key)! > Date.now()))) {
        erase();
      }
      if (since) {
        stored(WITHDRAWN, since);
        stored(WITHDRAWN, '');
      }
      kept = undefined;
    },
  };
}
