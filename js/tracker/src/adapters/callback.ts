/**
 * Any consent manager that has a value to read and an event to hear: OneTrust, Cookiebot, Usercentrics and what a site wrote itself.
 *
 *   OneTrust   read: 'OnetrustActiveGroups'            wants: 'C0002'       event: 'OneTrustGroupsUpdated'     decided: 'OneTrust.IsAlertBoxClosed'
 *   Cookiebot  read: 'Cookiebot.consent'               wants: 'statistics'  event: 'CookiebotOnAccept,CookiebotOnDecline'  decided: 'Cookiebot.hasResponse'
 *
 * Read at once and at each event. A value that is not there yet says nothing; nor does a no before the visitor has decided.
 */
import type { Fl } from '../types';
import { list, quietly, type Stop } from './common';

export interface CallbackOptions {
  /** What is granted: a path from `window`, or a function. A list, a text with commas, an object of flags, or one flag. */
  read: string | (() => unknown);
  /** All of these must be in it; without it, any value that is true. */
  wants?: string | string[];
  /** Event of the window that says that something changed; several with commas. Events of the document and its elements bubble up to it. */
  event?: string;
  /** Says whether the visitor has answered: a path or a function. Without it, they have. */
  decided?: string | (() => unknown);
  /** Words for names that are the manager's alone: `'4:ads, BG12:sale'`, or an object. They come before those known here. */
  words?: string | Record<string, string>;
  /** What travels as the source. */
  source?: string;
}

/**
 * What is granted travels in words, as Global Privacy Control takes those of sale and sharing out of it and cannot know what a `C0004` is: the groups that OneTrust
 * has by default (performance, targeting, social media; sale of data; IAB Europe's purposes as one), and Cookiebot's. A name that is no key here travels as it is.
 */
const WORDS = {
  C0001: 'necessary',
  C0002: 'analytics',
  C0003: 'functional',
  C0004: 'ads',
  C0005: 'sharing',
  SSPD_BG: 'sale',
  V2STACK42: 'ads',
  preferences: 'functional',
  statistics: 'analytics',
  marketing: 'ads',
};

/** Also returned is `look`, to be called by a consent manager that calls back rather than fires events. */
export function callback(fl: Fl, options: CallbackOptions): Stop & { look: () => void } {
  const look = () => quietly(hear);
  const words: Record<string, string> = Object.assign(Object.create(null), WORDS, pairs(options.words));

  function hear(): void {
    const value = read(options.read);
    if (value == null) {
      return;
    }
    const given = names(value);
    const isGranted = options.wants ? list(options.wants).every((one) => given.indexOf(one) >= 0) : typeof value == 'object' ? !!given[0] : !!value;
    const isDecided = isGranted || !options.decided || read(options.decided);
    const state = isGranted ? 'granted' : isDecided ? 'denied' : 'unknown';
    fl('consent', { state, purposes: isGranted ? given.map((name) => words[name] || name).filter(isFirst).join() || undefined : undefined, source: options.source || 'callback' });
  }

  const events = options.event ? list(options.event) : [];
  if (typeof window == 'object') {
    events.forEach((name) => window.addEventListener(name, look));
    look();
  }
  return Object.assign(() => events.forEach((name) => window.removeEventListener(name, look)), { look });
}

/** What a function says, or what stands at a path; a function there is called on what it belongs to. */
function read(what: string | (() => unknown)): unknown {
  if (typeof what == 'function') {
    return what();
  }
  let owner: any;
  let value: any = window;
  for (const name of what.split('.')) {
    owner = value;
    value = value == null ? value : value[name];
  }
  return typeof value == 'function' ? value.call(owner) : value;
}

/** `'4:ads, BG12:sale'`, as an attribute has it, or an object. */
function pairs(said: CallbackOptions['words']): Record<string, string> | undefined {
  if (typeof said != 'string') {
    return said;
  }
  const pairs: Record<string, string> = {};
  list(said).forEach((one) => {
    const [name, word] = one.split(/\s*:\s*/);
    pairs[name!] = word!;
  });
  return pairs;
}

function isFirst(one: string, index: number, all: string[]): boolean {
  return all.indexOf(one) == index;
}

function names(value: unknown): string[] {
  if (typeof value == 'string') {
    return list(value).filter(Boolean);
  }
  return Array.isArray(value) ? value.map(String) : Object.keys(value as object).filter((name) => (value as Record<string, unknown>)[name] === true);
}
