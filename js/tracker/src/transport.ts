/**
 * How a request leaves the page. Keepalive comes first for every event, not for clicks alone: the browser finishes such a request after the page is gone,
 * where an image or a plain fetch dies with it, and no one can tell beforehand which event is the last of a page. Every request is a simple one, so that no
 * preflight ever goes ahead of it.
 */
import { toQuery } from './payload';
import type { Values } from './types';

/** CloudFront refuses URLs over 8,192 bytes; the rest is room for what proxies put in front. */
export const URL_BYTES_MAX = 7500;

/** A pixel at its collector. */
export interface Place {
  /** Where short events go by GET, to the `?`. */
  get_: string;
  /** Where long ones and batches go by POST. */
  post_: string;
  cookies_?: boolean;
}

/** What takes events that may leave. Whoever gives it an event has asked for consent. */
export interface Outbox {
  /** An event, complete but for `sent_at`. */
  add_(place: Place, event: Values): void;
  /**
   * Forgets what waits, ends what is under way, erases what is stored. `since`: when consent was withdrawn, which other tabs hear; 0: none of their business;
   * nothing: it was said in another tab, which has erased what there was.
   */
  clear_(since?: number): void;
  /** So many events are gone before they came here: the next says so. */
  miss_?(count: number): void;
  /** What waits goes now; `isLast`: the page may be gone after this task. */
  flush_?(isLast?: boolean): void;
  /** Whether anything may leave, and whether anything may be stored. What is under way when nothing may leave any more is ended. */
  open_?(mayLeave: unknown, mayStore: boolean): void;
}

/** The URL that says the event, or nothing where that would be too long. */
export function shortUrl(place: Place, event: Values): string {
  const url = place.get_ + '?' + toQuery(event);
  return url.length > URL_BYTES_MAX ? '' : url;
}

/** Rejects where this browser cannot do what `init` asks: an option that it does not know it would silently ignore. */
export async function request(url: string, init: RequestInit): Promise<Response> {
  if (init.keepalive && !('keepalive' in Request.prototype)) {
    throw 0;
  }
  return fetch(url, init);
}

/**
 * Where the policy of the page allows `img-src` but not `connect-src`, and where a browser has no keepalive. An answer that is no image rejects. A browser keeps
 * an image that has listeners until they have run (HTML standard, img, garbage collection). `begun` is given the image: without its address it is ended.
 */
export function image(url: string, begun: (pixel: HTMLImageElement) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const pixel = new Image();
    begun(pixel);
    pixel.onload = resolve;
    pixel.onerror = reject;
    pixel.src = url;
  });
}
