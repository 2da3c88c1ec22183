/** Events as they travel, by long names and as text, which is how the pipeline reads them whichever way they come. */
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';

const table = new URL('../../../../schemas/src/main/resources/dev/firstlight/schema/wire.json', import.meta.url);
const wire: { key: string; name: string; aliases: string[] }[] = JSON.parse(readFileSync(table, 'utf8'));
const names = new Set(wire.flatMap(({ key, name, aliases }) => [key, name, ...aliases]));
const longNames: Record<string, string> = Object.fromEntries(wire.flatMap(({ key, name, aliases }) => [key, ...aliases].map((other) => [other, name])));

/** The default path, and an alias that a company may have for it. */
export const PIXEL_NAMES = ['pixel.png', 'event.png'];

export interface Received {
  method: string;
  /** Path without query. */
  path: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Answered with a status that promises nothing, or never. */
  isRefused: boolean;
}

/** An event as it arrived, by long names, whichever way it came. */
export type Arrived = Record<string, any> & { via: Received; pixel: string };

export function isHit(path: string): boolean {
  return [...PIXEL_NAMES, 'events'].includes(path.split('/')[2]!);
}

/** Every event of these requests that was not refused, in the order in which they came. */
export function eventsOf(ledger: readonly Received[]): Arrived[] {
  return ledger.flatMap((via) => {
    const [, pixel, route] = via.path.split('/');
    if (via.isRefused) {
      return [];
    }
    if (via.method == 'GET' && PIXEL_NAMES.includes(route!)) {
      return [{ ...fromQuery(via.url), via, pixel: pixel! }];
    }
    return via.method == 'POST' && route == 'events' ? fromJson(via.body).map((event) => ({ ...event, via, pixel: pixel! })) : [];
  });
}

/**
 * Each event as it came first. What is under way as the page goes may come twice under its id, and counts once: Chromium may reject a fetch of such a page that has
 * left (150 does, now and then), and then it goes by image as well.
 */
export function once(events: readonly Arrived[]): Arrived[] {
  return [...new Map(events.map((event) => [event.pixel + event.id, event] as const).reverse()).values()].reverse();
}

/** One event or a batch. */
function fromJson(body: string): Record<string, unknown>[] {
  const said = JSON.parse(body);
  return (said.events ?? [said]).map((event: Record<string, unknown>) =>
    named(Object.entries(event).map(([name, value]) => [name, typeof value == 'object' ? JSON.stringify(value) : String(value)])),
  );
}

/** By hand, not with URLSearchParams: a `+` that meant a space would be a fault. */
function fromQuery(url: string): Record<string, string> {
  const pairs = url.slice(url.indexOf('?') + 1).split('&');
  return named(pairs.map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]));
}

/** A field under its long name, a property under its own, where it cannot be mistaken for a field. */
export function named(fields: [string, string][]): Record<string, string> {
  return Object.fromEntries(
    fields.map(([name, value]) => {
      const own = name.replace(/^p\./, '');
      if (own == name) {
        return [longNames[name] ?? name, value];
      }
      return [names.has(own) || own.startsWith('p.') ? name : own, value];
    }),
  );
}
