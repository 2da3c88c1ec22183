/**
 * What the site says before it sends: `set…` stays for the page, `add…` goes with the next event and only with that one.
 *
 * Kept under the names of the wire, so that a field and a property of the same name never meet.
 */
import { dictionary, propertyName, wireName } from './wire';

export type Values = Record<string, unknown>;

/** Digits after the point that the warehouse keeps of a value. A sum of prices in floating point has more, and none of them is meant. */
const VALUE_DIGITS = 4;

const page: Values = dictionary();
let next: Values = dictionary();

/** `set('user_id', 'u1')` or `set({user_id: 'u1'})`: stays for the page; `null` takes it back. */
export function set(name: string | Values, value?: unknown): void {
  put(page, name, value);
}

/** The same for the next event only. */
export function add(name: string | Values, value?: unknown): void {
  put(next, name, value);
}

/** A custom property for the next event, even where the name is also that of a field. */
export function addProperty(name: string, value: unknown): void {
  next[propertyName(name)] = value;
}

/** One item of an order or a basket; call it once per item. */
export function addItem(item: Values): void {
  next.items = ((next.items as Values[]) || []).concat(item);
}

/** Everything gathered for one event, what `fields` says last; `add…` starts afresh. */
export function take(fields?: Values): Values {
  const taken = Object.assign(dictionary(), page, next);
  next = dictionary();
  put(taken, fields || {});
  if (typeof taken.value == 'number') {
    taken.value = +taken.value.toFixed(VALUE_DIGITS); // 0.1 + 0.2 is 0.3, not 0.30000000000000004
  }
  return taken;
}

function put(target: Values, name: string | Values, value?: unknown): void {
  if (typeof name == 'object') {
    Object.keys(name).forEach((each) => put(target, each, name[each]));
  } else {
    target[wireName(name)] = value;
  }
}
