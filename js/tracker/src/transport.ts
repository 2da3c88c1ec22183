/**
 * Gets one event out of the page. Short events are a GET of the pixel, long ones a POST; each goes down a ladder of means until one takes it.
 *
 *   GET    fetch keepalive → image
 *   POST   fetch keepalive → sendBeacon → fetch
 *
 * Keepalive comes first for every event, not for clicks alone: the browser finishes such a request after the page is gone, where an image or a plain fetch
 * dies with it, and no one can tell beforehand which event is the last of a page (a `track` before a form is submitted is). The image is for browsers without
 * keepalive and for pages whose policy allows `img-src` but not `connect-src`. Both are simple requests, so no preflight ever goes ahead of them, and
 * `no-cors` asks nothing of the collector's headers. A second means sends the same event id: should the first have arrived after all, the event still counts once.
 */
import type { Values } from './gather';
import { toJson, toQuery } from './payload';

/** CloudFront refuses URLs over 8,192 bytes; the rest is room for what proxies put in front. */
const URL_BYTES_MAX = 7500;

/** Images under way. Without a reference a browser may collect one before its request has left. */
const images = new Set<HTMLImageElement>();

/** `place` is `{endpoint}/{pixel}`. */
export function deliver(place: string, event: Values): void {
  event.sent_at = Date.now();
  const url = place + '/pixel.png?' + toQuery(event);
  const sent = url.length > URL_BYTES_MAX ? post(place + '/events', toJson(event)) : request(url, { keepalive: true }).catch(() => image(url));
  sent.catch(() => {}); // the last means refused as well, or threw; the page hears of neither
}

function post(url: string, body: string): Promise<unknown> {
  // A text body is `text/plain` by itself. The browser lends 64 KiB of keepalive to all requests of a page: past that it refuses, and so may the beacon.
  return request(url, { method: 'POST', body, keepalive: true }).catch(
    () => (navigator.sendBeacon && navigator.sendBeacon(url, body)) || request(url, { method: 'POST', body }),
  );
}

/** Rejects where this browser cannot do what `init` asks: an option that it does not know it would silently ignore. */
async function request(url: string, init: RequestInit): Promise<unknown> {
  if (init.keepalive && !('keepalive' in Request.prototype)) {
    throw 0;
  }
  return fetch(url, Object.assign(init, { mode: 'no-cors', credentials: 'include' }));
}

function image(url: string): void {
  const pixel = new Image();
  images.add(pixel);
  pixel.onload = pixel.onerror = () => images.delete(pixel);
  pixel.src = url;
}
