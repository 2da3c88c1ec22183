/** A site and a collector in one process, on two origins. The collector answers as ours does and keeps which numbers (`n`) arrived, and how often. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const dist = new URL('../tracker/dist/', import.meta.url);
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export class Ledger {
  /** Number → how often it arrived. @type {Map<string, number>} */
  arrived = new Map();
  /** Instead of being taken, hits are answered so; `null`: not at all. @type {{status: number, headers?: Record<string, string>} | null | undefined} */
  instead;
  /** Paths of the site. @type {Map<string, {type: string, body: string | Uint8Array}>} */
  pages = new Map();
  /** Folders of built trackers, by the one that they are served under. @type {Map<string, URL>} */
  builds = new Map([['', dist]]);
  /** @type {Set<() => void>} */
  #watchers = new Set();

  #collector = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => this.#answer(request, response, Buffer.concat(chunks).toString()));
  });
  #site = createServer((request, response) => {
    const page = this.pages.get((request.url ?? '').replace(/\?.*/, ''));
    response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' }).end(page?.body ?? '');
  });

  static async start() {
    const ledger = new Ledger();
    await Promise.all([ledger.#collector, ledger.#site].map((server) => new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)))));
    return ledger;
  }

  /** @param {import('node:http').Server} server */
  static #origin = (server) => `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
  get collector() {
    return Ledger.#origin(this.#collector);
  }
  get site() {
    return Ledger.#origin(this.#site);
  }

  /** The snippet as it is pasted, with these commands at its end. @param {string} commands @param {string} [build] one of `builds` */
  snippet(commands, build = '') {
    const built = readFileSync(new URL('snippet.html', this.builds.get(build)), 'utf8');
    const collector = this.collector + (build && '/' + build);
    return built.replace('fl("init"', 'fl("consent","granted");fl("init"').replace('fl("pageView");', commands).replaceAll('{{collector}}', collector).replaceAll('{{pixel}}', 'bench');
  }

  /** @param {string} path @param {string} head @param {string} [body] */
  page(path, head, body = '') {
    this.pages.set(path, { type: 'text/html; charset=utf-8', body: `<!doctype html><meta charset="utf-8"><title>Bench</title>${head}<body>${body}` });
    return this.site + path;
  }

  /** How many of these numbers are there, once all are or the time is over. @param {string[]} numbers @param {number} withinMs */
  async count(numbers, withinMs) {
    const there = () => numbers.filter((one) => this.arrived.has(one)).length;
    await new Promise((done) => {
      const timer = setTimeout(finish, withinMs);
      const look = () => there() == numbers.length && finish();
      const watchers = this.#watchers;
      function finish() {
        clearTimeout(timer);
        watchers.delete(look);
        done(undefined);
      }
      watchers.add(look);
      look();
    });
    return there();
  }

  stop() {
    [this.#collector, this.#site].forEach((server) => (server.closeAllConnections(), server.close()));
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {string} body */
  #answer(request, response, body) {
    const url = new URL(request.url ?? '', 'http://x');
    const [, build = '', script] = /^(?:\/([a-z]+))?\/(fl[-a-z]*\.js)$/.exec(url.pathname) ?? [];
    if (script) {
      response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' }).end(readFileSync(new URL(script, this.builds.get(build))));
      return;
    }
    if (url.pathname == '/held') {
      return; // never answered: what asked for it keeps its share of the quota
    }
    if (this.instead !== undefined) {
      this.instead ? response.writeHead(this.instead.status, { 'access-control-allow-origin': '*', ...this.instead.headers }).end() : request.socket.destroy();
      return;
    }
    const events = request.method == 'POST' ? (JSON.parse(body).events ?? [JSON.parse(body)]).map((/** @type {any} */ event) => event.properties?.n) : [url.searchParams.get('n')];
    events.forEach((/** @type {unknown} */ n) => this.arrived.set(String(n), (this.arrived.get(String(n)) ?? 0) + 1));
    const headers = { 'content-type': 'image/gif', 'cache-control': 'no-store', 'access-control-allow-origin': '*' };
    request.method == 'POST' ? response.writeHead(204, headers).end() : response.writeHead(200, headers).end(PIXEL);
    this.#watchers.forEach((look) => look());
  }
}
