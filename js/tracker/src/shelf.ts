/**
 * Events that outlive their page, where consent allows storage: one key per event, so that no tab rewrites what another has written.
 *
 * An event belongs to the page in whose name it is kept (`e<page>:<key>`), as long as that page says that it lives (`t<page>`: until when). A page that is gone
 * leaves its events to whoever looks next. Two pages that look at the same moment take turns by a Web Lock; where there is none both may take an event, which
 * then is sent twice under one id and counted once.
 *
 * Bounds: `EVENTS_MAX`, `BYTES_MAX`, `AGE_MS_MAX` over all pages of the site's origin; past them the oldest goes and leaves its mark, which is how many events
 * are missing: itself, and those that it was to tell of. A page that lives has the event in memory all the same, and takes the mark away with it; whoever
 * finds the mark of one that is gone counts it. Past `KEYS_MAX` the mark goes as well, and is counted.
 */
import { keys, stored } from './storage';
import type { Place } from './transport';
import type { Values } from './types';

export const EVENTS_MAX = 200;

/** In UTF-16 units, as browsers count. */
export const BYTES_MAX = 256 * 1024;

/** Events and marks: five tabs that hold as much as they may in memory. A mark takes some 60 units. */
export const KEYS_MAX = 5 * EVENTS_MAX;

/** With the collector's spool (24 h) within the processor's dedup window (49 h). */
export const AGE_MS_MAX = 24 * 3600e3;

/** How long a page is believed that it lives. */
export const LEASE_MS = 120e3;

/** How often a page renews its word while events of its wait. Timers of a background tab run once a minute, on the minute: its word is never older than 90 s. */
export const STAY_MS = 30e3;

/** An event for a pixel. */
export interface Entry {
  /** Id and pixel: an event that goes to two pixels is two entries. Begins with the time, as the id does: keys sort by age. */
  key_: string;
  place_: Place;
  event_: Values;
  /** Whether it is on the shelf. */
  isKept_?: boolean;
  /** It goes alone, behind those that have failed less often: the collector has refused a batch with it in, or it was not taken alone so often. */
  alone_: number;
  /** How it is under way: not, by means that end with the page (an image is there itself), by means that do not. */
  flight_?: 0 | 1 | 2 | '' | HTMLImageElement;
}

export interface Shelf {
  put_(entry: Entry): void;
  /** What is left of an entry: nothing where another page has taken or erased it, a number where it is only its mark. */
  has_(entry: Entry): string | null | undefined;
  drop_(entry: Entry): void;
  /** Whether pages other than this one have events here. */
  isShared_(): boolean;
  /** Takes over what pages that are gone have left. */
  adopt_(now: number, take: (entry: Entry) => void): void;
  /**
   * This page says that it lives: its events are its own. Not after `leave_`, unless it is back. @returns whether what it last said is gone before its time: the page,
   * or one beside it, has emptied the storage
   */
  stay_(now: number, isBack?: boolean): boolean;
  /** This page says no longer that it lives, nor can it tell how many are `missing`. What it still puts there on its way out is for whoever looks next. */
  leave_(missing: number): void;
}

/** How many events are missing where this one is: itself, and those that it was to tell of. */
export function loss(event: Values | undefined): number {
  return 1 + (+event?.tracker_dropped! || 0);
}

/** `page`: a name that no other page has. `miss` is told of events that are gone, where nobody else will be. */
export function shelf(page: string, miss: (count: number) => void): Shelf {
  /** Until when this page has said that it lives; for ever, which nobody believes, where it has left. */
  let until = 0;
  const mine = 'e' + page + ':';

  /** Makes room for one more. */
  function trim(bytes: number): void {
    let sum = bytes;
    let count = 1;
    keys('e')
      .sort((a, b) => (a.split(':')[1]! < b.split(':')[1]! ? 1 : -1))
      .forEach((key, i) => {
        const text = stored(key)!;
        if (i >= KEYS_MAX) {
          stored(key, '');
          miss(lost(text));
        } else if (!+text && ((sum += (key + text).length) > BYTES_MAX || ++count > EVENTS_MAX)) {
          stored(key, lost(text));
        }
      });
  }

  return {
    put_(entry) {
      const text = JSON.stringify([entry.place_.get_, entry.place_.post_, entry.place_.cookies_, entry.event_]);
      // One that has no room even alone pushes nobody off.
      if (text.length < BYTES_MAX) {
        trim(text.length);
        entry.isKept_ = !!stored(mine + entry.key_, text);
      }
    },
    has_: (entry) => stored(mine + entry.key_),
    drop_(entry) {
      stored(mine + entry.key_, '');
    },
    isShared_: () => keys('e').some((key) => key.indexOf(mine)),
    adopt_(now, take) {
      keys('e').forEach((key) => {
        const [owner, name] = key.slice(1).split(':');
        if (owner != page && !isAhead(+stored('t' + owner)! - now)) {
          const text = stored(key);
          const entry = parse(name!, text);
          const isWanted = entry && Math.abs(now - (entry.event_.created_at as number)) < AGE_MS_MAX;
          // As many as before: no need to make room. There twice for a moment rather than not at all, unless there is no room for that.
          const isMoved = isWanted && !!stored(mine + name, text!);
          stored(key, '');
          stored('t' + owner, '');
          if (isWanted) {
            entry.isKept_ = isMoved || !!stored(mine + name, text!);
            take(entry);
          } else {
            miss(lost(text));
          }
        }
      });
    },
    stay_(now, isBack) {
      const isEmptied = isAhead(until - now) && !stored('t' + page);
      if (isBack || isEmptied || until - now < LEASE_MS - STAY_MS / 2) {
        until = +stored('t' + page, now + LEASE_MS)! || 0;
      }
      return isEmptied;
    },
    leave_(missing) {
      until = Infinity;
      stored('t' + page, '');
      // And those of before, where it has left and was back.
      if ((missing += +stored(mine)!)) {
        stored(mine, missing);
      }
    },
  };
}

/** Of a word that holds for so long, in ms: whether it does. One that holds for longer than pages say was said by another clock. */
function isAhead(rest: number): boolean {
  return rest <= LEASE_MS && rest > 0;
}

/** By what is on the shelf: a mark, an event, or what nobody can read. */
function lost(text: string | null | undefined): number {
  return text ? +text || loss(parse('', text)?.event_) : 0;
}

/** What is kept was written by us, or by anybody who runs scripts on the site: what cannot be read is none. */
function parse(key_: string, text: string | null | undefined): Entry | undefined {
  try {
    const [get_, post_, cookies_, event_] = JSON.parse(text!);
    return event_.id && { key_, place_: { get_, post_, cookies_ }, event_: event_, alone_: 0 };
  } catch {
    // None.
  }
  return undefined;
}
