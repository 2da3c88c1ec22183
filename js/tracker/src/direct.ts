/**
 * The outbox of the lite build: each event leaves at once, by the first means that takes it, and nothing is kept or tried again later.
 *
 *   GET    fetch keepalive → image
 *   POST   fetch keepalive → sendBeacon → fetch
 *
 * `no-cors` asks nothing of the collector's headers. A second means sends the same event id: should the first have arrived after all, the event still counts once.
 * A page may have no fetch, or one that throws: that is the same as one that refuses.
 */
import { shortUrl, type Outbox } from './transport';

export function direct(): Outbox {
  let ending = new AbortController();
  return {
    add_(place, event) {
      const mine = ending;
      event.sent_at = Date.now();
      const url = shortUrl(place, event);
      const body = url ? undefined : JSON.stringify(event);
      // A browser without keepalive ignores it.
      const go = async (keepalive?: boolean): Promise<unknown> =>
        fetch(url || place.post_, { mode: 'no-cors', credentials: 'include', keepalive, signal: mine.signal, method: body && 'POST', body });
      go(true)
        // A browser keeps an image that has a listener until that has run (HTML standard, img, garbage collection).
        .catch((): unknown => mine != ending || (url ? Object.assign(new Image(), { onload: Object, src: url }) : navigator.sendBeacon?.(place.post_, body) || go()))
        .catch(Object); // the last means refused as well, or threw; the page hears of neither
    },
    clear_() {
      ending.abort();
      ending = new AbortController();
    },
  };
}
