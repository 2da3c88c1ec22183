/**
 * What a site, an adapter and an auto-tracking module can say to the tracker. Types only: nothing of this reaches a page.
 *
 * There is one function. `fl('click', {…})` before the library is there, `fl('click', {…})` after, and `click({…})` of the ES module are the same call.
 * Nothing it does is ever thrown into the page.
 */

/**
 * Fields of the wire by long name (`order_id`, `value`, …); every other name is a custom property. `null` says nothing. `any`, since an interface of the site's own
 * (`interface Order {…}`) is no `Record` of `unknown`.
 */
export type Values = Record<string, any>;

/** Where one event goes; without it, to every pixel that was named by `init`. */
export interface To {
  pixels?: string[];
}

/**
 * `unknown`: nothing leaves and nothing is stored; events wait in memory. `granted`: they go, each with the time at which it happened. `denied`: all that is
 * ours is cleared in the same task, and events are not taken. `not_required`: nobody has to be asked (the site's own judgement).
 * A tracker that nobody has told anything is `unknown`.
 */
export type ConsentState = 'unknown' | 'granted' | 'denied' | 'not_required';

/** The one command that consent adapters call, as often as they like: what is said last holds. */
export interface Consent {
  state: ConsentState;
  /** What was consented to, in words: `analytics,ads`. Travels as `granted:<purposes>`. */
  purposes?: string;
  /** Who says so (`tcf`, `gpp`, `gcm`, …); travels with each event of the full build as the property `consent_source`. */
  source?: string;
  /** When the visitor decided, epoch ms; by default now. Travels with each event as the property `consent_at`. */
  at?: number;
}

/** Auto-tracking by name: `true`, or options of that module. The scripts have `pageViews` and `clicks`; the others come with fl-auto.js, or as modules. */
export interface Auto {
  pageViews?: boolean | Values;
  clicks?: boolean | Values;
  impressions?: boolean | Values;
  scroll?: boolean | Values;
  timeOnPage?: boolean | Values;
  forms?: boolean | Values;
  video?: boolean | Values;
}

export interface Options {
  /** The collector's base URL, with path where it is behind one; by default the origin that the script came from. */
  endpoint?: string;
  /** Consent as it is known at once; later by the command `consent`. */
  consent?: ConsentState | Consent;
  /**
   * Global Privacy Control, where the browser sends it. `limit` (default): purposes of sale and sharing are taken out of a grant, and a grant that names none
   * becomes `granted:analytics`. `deny` (full build): it counts as a refusal of everything. `ignore` (full build): it travels as `gpc` and changes nothing.
   */
  gpc?: 'limit' | 'deny' | 'ignore';
  /** Whether `Do Not Track` counts as a refusal; by default it does not. Full build. */
  dnt?: boolean;
  /** `false`: nothing is ever stored in the browser (no visitor, no session, no events kept over a page). Only the full build stores at all. */
  storage?: boolean;
  /**
   * Whether cookies go with requests. Needs the page's origin in the pixel's `origins`, or the answers cannot be read. By default only to the site's own origin; by image and beacon,
   * and from the lite build, always.
   */
  cookies?: boolean;
  /** Names of the collector's routes where they are not `pixel.png` and `events`: block lists know the former. */
  pixelName?: string;
  eventsName?: string;
  auto?: Auto;
}

/** What can be said, as the parameters of `fl` and as what `fl.push` takes. Another name is an error here; where none is checked it is kept in `fl.q` and reported once. */
export type Command =
  /** Names a pixel. Several may be named; events go to all of them. */
  | [command: 'init', pixel: string, options?: Options]
  /** Stays for the page; `null` takes it back. */
  | [command: 'set', name: string | Values, value?: unknown]
  /** Goes with the next event only. This and the next lines up to `addCampaign`, but `addItem`: full build. */
  | [command: 'add', name: string | Values, value?: unknown]
  | [command: 'addProperty', name: string, value: unknown]
  | [command: 'addItem', item: Values]
  | [command: 'addProduct', id: string]
  | [command: 'addCampaign', id: string, placement?: string]
  /** The site's own id of its user, and what is known of it, for all events from now on; `null` takes back the id, not the traits. Sends nothing. */
  | [command: 'identify', userId: string | null, traits?: Values]
  | [command: 'send' | 'track', type: string, fields?: Values, to?: To]
  | [command: 'pageView' | 'impression' | 'click' | 'conversion', fields?: Values, to?: To]
  | [command: 'consent', consent: Consent | ConsentState]
  /** Sends now what may be sent and waits for a next try. */
  | [command: 'flush']
  /** From now on nothing is sent or kept, on later pages too, until `optIn`. That, and only that, is remembered. */
  | [command: 'optOut' | 'optIn']
  /** Erases what the tracker holds of this visitor in this browser: ids, session, events that wait, what `set` and `identify` said. */
  | [command: 'forget']
  /** A function runs when the library is there. */
  | [ready: (...parameters: any[]) => void, ...parameters: any[]];

/** The one function. */
export interface Fl {
  (...command: Command): void;
  /** The same, the command as one list. */
  push(command: Command): void;
}

/** One file of `src/auto/`: begins to watch, and returns what ends it. It knows the tracker by `fl` alone. */
export type AutoModule = (fl: Fl, options: Values) => () => void;
