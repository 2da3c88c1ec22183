/**
 * One try to bring events to their collector, down a ladder of means until one takes them. Answers are read: they say what became of each event.
 *
 *   one that is short   GET    fetch keepalive → image
 *   others              POST   fetch keepalive → sendBeacon (only where the page goes) → fetch
 *
 * While the page is there, a plain fetch stands before the beacon: it tells whether the event arrived, and a beacon's yes is only the browser's.
 */
import { image, request, shortUrl, type Place } from './transport';
import type { Values } from './types';
import { size } from './utf8';

export type Answer = Partial<Response> & { isImage_?: boolean };

/** A request that is ready to leave. */
export interface Load {
  place_: Place;
  url_?: string;
  /** Nothing where `url_` says it all. */
  body_: string;
  /** Of the body, in UTF-8. */
  bytes_: number;
}

/** The events of a load share their place. */
export function load(place: Place, events: Values[]): Load {
  events.forEach((event) => (event.sent_at = Date.now()));
  const url = events[1] ? '' : shortUrl(place, events[0]!);
  const body = url ? undefined : JSON.stringify(events[1] ? { events } : events[0]);
  return { place_: place, url_: url, body_: body!, bytes_: size(body) };
}

/**
 * @param isLast the page may be gone after this task
 * @param isKept the event outlives the page: then a beacon goes, but its yes is no answer, and the next means is asked as well
 * @param onMortal keepalive is not to be had: the request dies with the page, and may be the image that this is given
 * @returns the answer; rejects where the network failed, or where `signal` ended it
 */
export async function carry({ place_, url_, body_ }: Load, keepalive: boolean, isLast: boolean | undefined, isKept: boolean | undefined, signal: AbortSignal, onMortal: (how: 1 | HTMLImageElement) => void): Promise<Answer> {
  const init: RequestInit = { credentials: place_.cookies_ ? 'include' : undefined, signal, keepalive, method: body_ && 'POST', body: body_ }; // a text body is text/plain by itself
  try {
    return await request(url_ || place_.post_, init);
  } catch (problem) {
    if (signal.aborted) {
      throw problem;
    }
  }
  if (!url_ && isLast && navigator.sendBeacon?.(place_.post_, body_) && !isKept) {
    return { status: 204 };
  }
  if (url_) {
    await image(url_, onMortal);
    return { status: 204, isImage_: true };
  }
  onMortal(1);
  init.keepalive = false;
  return request(place_.post_, init);
}
