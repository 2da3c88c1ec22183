/**
 * A customer's site, on an origin of its own, so that everything towards the collector is cross-origin. `/NAME` is a page with the snippet that the collector
 * serves, for the pixel NAME; `/gone` is a page without a tracker, `/held` is never answered.
 */
import { createServer } from 'node:http';
import { Orders } from './unwatched.mjs';

/** @typedef {{commands?: string, options?: object, body?: string, script?: string, isBare?: boolean}} PageOptions `commands` follow `init`, `options` are those of `init`, `script` runs first; `isBare`: without a tracker */

export class Site {
  /** Pages that are not like the others, by pixel. @type {Map<string, PageOptions>} */
  pages = new Map();
  orders = new Orders();
  #server = createServer((request, response) => this.#answer(request, response));

  /** @param {string} collector @param {string} snippet as the collector serves it @param {string} [tracker] script in place of the collector's own */
  constructor(collector, snippet, tracker) {
    this.collector = collector;
    this.snippet = snippet;
    this.tracker = tracker;
  }

  /** @param {string} collector @param {string} [tracker] script in place of the collector's own */
  static async start(collector, tracker) {
    const snippet = await (await fetch(collector + '/fl-snippet.html')).text();
    const site = new Site(collector, snippet, tracker);
    await new Promise((listening) => site.#server.listen(0, '127.0.0.1', () => listening(undefined)));
    return site;
  }

  get origin() {
    return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (this.#server.address()).port}`;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  #answer(request, response) {
    const { pathname } = new URL(request.url ?? '', 'http://site');
    if (pathname == '/held') {
      return; // what asked for it keeps its share of the quota
    }
    if (pathname == '/orders') {
      this.orders.answer(request, response);
      return;
    }
    if (pathname == '/tracker.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(this.tracker);
      return;
    }
    const [, pixel = ''] = pathname.split('/');
    const html = pixel == 'gone' ? '<p>gone</p>' : this.#html(pixel, this.pages.get(pixel) ?? {});
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' }).end(`<!doctype html><meta charset="utf-8"><title>${pixel}</title>${html}`);
  }

  /** The snippet as it is pasted, after consent. @param {string} pixel @param {PageOptions} page */
  #html(pixel, { commands = '', options = {}, body = '', script = '', isBare }) {
    if (isBare) {
      return `<script>${script}</script>`;
    }
    const all = this.tracker ? { endpoint: this.collector, ...options } : options;
    const head = this.snippet
      .replace('{{collector}}/fl.js', this.tracker ? '/tracker.js' : `${this.collector}/fl.js`)
      .replace('fl("init","{{pixel}}");fl("pageView");', () => `fl("consent","granted");fl("init","${pixel}",${JSON.stringify(all)});${commands}`);
    return `<script>${script}</script>${head}<body>${body}`;
  }
}
