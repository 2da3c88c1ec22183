/** An event as text: a query string with the short keys, or JSON with the long names. What is `null` or `undefined` is not sent. */
import type { Values } from './gather';
import { text } from './utf8';
import { dictionary, FIELDS, ownName } from './wire';

export function toQuery(event: Values): string {
  return Object.keys(event)
    .filter((name) => event[name] != null)
    .map((name) => encode(FIELDS[name] || name) + '=' + encode(asText(event[name])))
    .join('&');
}

export function toJson(event: Values): string {
  const properties: Values = dictionary();
  const body: Values = dictionary({ properties });
  Object.keys(event).forEach((name) => {
    if (name in FIELDS) {
      body[name] = event[name];
    } else {
      properties[ownName(name)] = event[name];
    }
  });
  return JSON.stringify(body, (_, value) => (typeof value == 'string' ? text(value) : value === null ? undefined : value));
}

function asText(value: unknown): string {
  return typeof value == 'object' ? JSON.stringify(value) : String(value);
}

function encode(value: string): string {
  return encodeURIComponent(text(value));
}
