/**
 * The outbox of the lite build: each event leaves at once, by the first means that takes it, and nothing is kept or tried again later.
 *
 *   GET    fetch keepalive → image
 *   POST   fetch keepalive → fetch
 *
 * `no-cors` asks nothing of the collector's headers. A second means sends the same event id: should the first have arrived after all, the event still counts once.
 */
import { shortUrl, type Outbox } from './transport';

export function direct(): Outbox {
  let ending = new AbortController();
  return {
    add_(place, event) {
      const { signal } = ending;
      const url = shortUrl(place, event);
      const init: RequestInit = { mode: 'no-cors', credentials: 'include', keepalive: true, signal };
      if (!url) {
        init.method = 'POST';
        init.body = JSON.stringify(event);
      }
      // A browser without keepalive ignores it.
      (fetch(url || place.post_, init) as Promise<unknown>)
        .catch((): unknown => signal.aborted || (url ? show(url) : ((init.keepalive = false), fetch(place.post_, init))))
        .catch(() => {}); // the last means refused as well, or threw; the page hears of neither
    },
    clear_() {
      ending.abort();
      ending = new AbortController();
    },
  };
}

/** A browser keeps an image that has listeners until they have run (HTML standard, img, garbage collection). */
function show(url: string): void {
  const pixel = new Image();
  pixel.onload = pixel.onerror = Object;
  pixel.src = url;
}
