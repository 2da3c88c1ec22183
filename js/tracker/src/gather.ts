/**
 * What the site says before it sends: `set…` stays for the page, `add…` goes with the next event and only with that one. Commands, as `queue` calls them.
 *
 * Kept under the names of the wire, so that a field and a property of the same name never meet; and as it was when it was said: what cannot be sent throws
 * here, and spoils no event that comes later.
 */
import { snapshot } from './payload';
import type { Values } from './types';
import { text } from './utf8';
import { PROPERTY, wireName } from './wire';

/** Digits after the point that the warehouse keeps of a value. A sum of prices in floating point has more, and none of them is meant. */
const VALUE_DIGITS = 4;

let page: Values = {};
let next: Values = {};

/** `set('user_id', 'u1')` or `set({user_id: 'u1'})`: stays for the page; `null` takes it back. */
export function set(_: number, name: string | Values, value?: unknown): void {
  put(page, name, value);
}

/** The same for the next event only. */
export function add(_: number, name: string | Values, value?: unknown): void {
  put(next, name, value);
}

/** A custom property for the next event, also one that is named as a field is. */
export function addProperty(_: number, name: string, value: unknown): void {
  next[PROPERTY + text(name)] = snapshot({ value }).value;
}

/** One item of an order or a basket; call it once per item. */
export function addItem(_: number, item: Values): void {
  next.items = [...((next.items as Values[]) || []), snapshot(item)];
}

/** Everything gathered for one event, what `fields` says last; `add…` starts afresh. */
export function take(fields: Values): Values {
  const taken: Values = { ...page, ...next };
  next = {};
  put(taken, fields);
  if ((taken.value as number | undefined)?.toFixed) {
    taken.value = +(taken.value as number).toFixed(VALUE_DIGITS); // 0.1 + 0.2 is 0.3, not 0.30000000000000004
  }
  return taken;
}

/** What was said is unsaid. */
export function unsay(): void {
  page = {};
  next = {};
}

function put(target: Values, name: string | Values, value?: unknown): void {
  if (typeof name == 'string') {
    target[wireName(text(name))] = snapshot({ value }).value;
  } else {
    Object.keys(name).forEach((each) => put(target, each, name[each]));
  }
}
