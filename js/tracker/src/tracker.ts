/**
 * The commands of the tracker: which pixels an event belongs to, what goes into it, and whether it may leave.
 *
 * Rules: an event goes to every pixel named by `init`, or to those named in the call. An event waits, keeping its id and its time, for its `init`, for consent,
 * and, on a page that nobody has seen yet, for being seen. What an event says about the page is what was true when it was called; what it says about consent
 * is what let it go.
 */
import { hear, LEAVES } from './consent';
import { addItem, set, take, unsay } from './gather';
import { uuidV7 } from './id';
import { pageFields } from './page';
import { snapshot } from './payload';
import { type Commands } from './queue';
import { report } from './report';
import { OPTED_OUT, PREFIX, stored, WITHDRAWN } from './storage';
import type { Outbox, Place } from './transport';
import type { Auto, Consent, ConsentState, Options, To, Values } from './types';

/** Set by the build: whether this is the full one, whose outbox waits and stores. */
declare const FULL: boolean;

/** Events that wait. Past it the oldest stay: how a visit began says more than how it went on. */
const WAITING_MAX = 100;

/** Of what can only be seen: not counted while the page is in a background tab that nobody has looked at. Of a page that is only prerendered nothing is. */
const VIEWS = /^(page_view|impression)$/;

/** `since_`: when this tab was told, by our own clock; nothing where another tab was. */
type Told = Consent & { since_?: number };

/** An event, and the pixel that it is for if the call named one. */
type Waiting = [event: Values, pixel: string];

/** `defaultEndpoint`: where the collector is if `init` does not say, usually the origin of the script. `watch`: begins the auto-tracking that `init` asked for. */
export function tracker(defaultEndpoint: string | undefined, outbox: Outbox, watch?: (auto: Auto) => void): Commands {
  const places = { __proto__: null } as unknown as Record<string, Place>;
  const options: Options = {};
  const waiting: Waiting[] = [];
  let consent: Told = { state: 'unknown' };
  /** As it travels. */
  let said: string;
  let isOut = stored(OPTED_OUT);
  let isSeen: boolean | undefined;
  /**
   * The visitor as the page left. Another, or none, when it is back from the browser's cache means that something was said of consent on a page in between, unless it
   * is noted (by integrations/cross-domain.js, as `h`) that another domain handed its own over in this one's place; who had none and was told yes
   * cannot know, and is silent until it is told again.
   */
  let left: string | null | undefined;

  function init(at: number, pixel: string, given: Options = {}): void {
    const endpoint = given.endpoint || defaultEndpoint;
    if (!pixel || !endpoint) {
      throw 'init';
    }
    Object.assign(options, given);
    const base = endpoint.replace(/\/*$/, '/') + encodeURIComponent(pixel) + '/';
    const get_ = base + (options.pixelName || 'pixel.png');
    const post_ = base + (options.eventsName || 'events');
    places[pixel] = FULL ? { get_, post_, cookies_: options.cookies } : { get_, post_ };
    given.consent ? agree(at, given.consent) : decide();
    if (FULL && given.auto) {
      watch!(given.auto);
    }
  }

  function agree(at: number, to: Consent | ConsentState): void {
    const said = ((to as Consent).state ? to : { state: to }) as Consent;
    // As texts, now: what cannot be one throws before anything has changed, and what the page does to a list of purposes later grants nothing more.
    const next: Told = { state: ('' + said.state) as ConsentState, purposes: said.purposes && '' + said.purposes, at: +said.at! || at };
    decide(FULL ? { ...next, source: said.source && '' + said.source, since_: at } : next);
  }

  /** After anything has changed of what an event may wait for. A consent that is none throws, and changes nothing. */
  function decide(next = consent): void {
    const heard = hear(next, options);
    consent = next;
    said = isOut ? 'denied' : heard;
    if (said == 'denied') {
      unsay();
      outbox.clear_(!FULL || isOut ? 0 : consent.since_);
    }
    if (FULL) {
      outbox.open_!(LEAVES.test(said) && Object.keys(places)[0], options.storage !== false);
    }
    waiting.splice(0).forEach(dispatch);
  }

  function dispatch([event, pixel]: Waiting): void {
    const about: Values = { consent: said, consent_at: consent.at };
    if (FULL && consent.source) {
      about.consent_source = consent.source;
    }
    const named = pixel ? [pixel] : Object.keys(places);
    if (said == 'denied') {
      // Nothing of it is kept.
    } else if (places[named[0]!] && LEAVES.test(said) && (isSeen || !((document as { prerendering?: boolean }).prerendering || VIEWS.test(event.type as string)))) {
      named.forEach((name) => outbox.add_(places[name]!, { ...event, ...about }));
    } else if (!waiting[WAITING_MAX - 1]) {
      waiting.push([event, pixel]);
    } else {
      report('refused', event.type);
      if (FULL) {
        outbox.miss_!(1);
      }
    }
  }

  function send(at: number, type?: string, fields: Values = {}, to?: To): void {
    const event = snapshot({ type: type || 'page_view', id: uuidV7(at), created_at: at, ...pageFields(), ...take(fields) });
    (to?.pixels || ['']).forEach((pixel) => dispatch([event, pixel]));
  }

  function look(): void {
    // Not `document.hidden`, in whose place an element stands that is named so. "hidden" is the one word before "i".
    if (document.visibilityState < 'i') {
      flush(true);
    } else {
      isSeen = true;
      // It may be back from the browser's cache; the full build hears of it by itself.
      if (!FULL && stored(OPTED_OUT)) {
        opt('1')();
      }
      waiting.splice(0).forEach(dispatch);
    }
  }

  function flush(isLast?: boolean): void {
    if (FULL) {
      outbox.flush_!(isLast);
    }
  }

  /** Holds for this page even where nothing can be stored. Other tabs hear of it when all else is erased. */
  const opt = (out: string) => () => {
    isOut = out;
    decide();
    stored(OPTED_OUT, out);
  };

  /** Of a page view, which is what an event is that says nothing, where no type is given. */
  const sends = (type?: string) => (at: number, fields?: Values, to?: To) => send(at, type, fields, to);

  if (FULL) {
    decide();
  }
  look();
  document.addEventListener('visibilitychange', look);
  if (FULL) {
    addEventListener('pagehide', () => {
      left = stored('v');
      stored(OPTED_OUT, isOut || undefined); // it stays where the page has emptied the storage since
    });
    // Ahead of everybody who sends something when the page is back.
    addEventListener(
      'pageshow',
      ({ persisted }) => {
        if (persisted) {
          isOut = isOut || stored(OPTED_OUT);
          if (LEAVES.test(said) && (left ? stored('v') != left && stored('h') != left : said[0] == 'g')) {
            outbox.clear_();
            consent = { state: 'unknown' };
          }
          decide();
        }
      },
      !!outbox, // see `on` in auto/watch
    );
    addEventListener('storage', ({ key, newValue }) => {
      if (key == PREFIX + OPTED_OUT) {
        isOut = stored(OPTED_OUT); // as it is by now
        decide();
      } else if (key == PREFIX + WITHDRAWN && newValue && !(+newValue < consent.since_!)) {
        decide({ state: 'denied' }); // which is not told on; nor is a refusal heeded that is older than what this tab was told
      }
    });
  }

  return {
    __proto__: null as never,
    init,
    set,
    addItem,
    identify(at: number, userId: string | null, traits?: Values) {
      set(at, { ...traits, user_id: userId });
    },
    send,
    track: send,
    pageView: sends(),
    impression: sends('impression'),
    click: sends('click'),
    conversion: sends('conversion'),
    consent: agree,
    flush: () => flush(),
    optOut: opt('1'),
    optIn: opt(''),
    forget() {
      unsay();
      waiting.splice(0);
      outbox.clear_(0);
      decide();
    },
  };
}
