/** An event as text. What is `null` or `undefined` is not sent. */
import type { Values } from './types';
import { text } from './utf8';

/** The event as it is now: what the page does to its objects later is another matter, and what cannot be sent throws here, where it is called. */
export function snapshot(event: Values): Values {
  return JSON.parse(JSON.stringify(event, (_, value) => (typeof value == 'string' ? text(value) : (value ?? undefined))));
}

export function toQuery(event: Values): string {
  return Object.entries(event)
    .map(([name, value]) => encode(name) + '=' + encode(typeof value == 'string' ? value : JSON.stringify(value)))
    .join('&');
}

/** Names are of the site as well, and cut where it likes. */
function encode(value: string): string {
  return encodeURIComponent(text(value));
}
