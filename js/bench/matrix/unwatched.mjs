/**
 * A page that nobody watches. A browser notices when DevTools looks at a page, and treats it otherwise: Chromium prerenders nothing for it. So the page asks its own site
 * what to do, one order at a time, and says what came of it. Speaks as a page of Playwright's does, as far as the matrix asks.
 */

/**
 * Runs in the page, first. A page that goes asks no more (a request under way might keep it out of the cache), and asks again when it is back from there.
 */
export const ASKING = `(function () {
  var asking;
  function ask() {
    asking = new AbortController();
    fetch('/orders?page=' + encodeURIComponent(location.href), {signal: asking.signal}).then(function (answer) { return answer.json(); }).then(obey).catch(function () {});
  }
  function obey(order) {
    function say(said) {
      return fetch('/orders?id=' + order.id, {method: 'POST', body: JSON.stringify(said)});
    }
    if (order.isLast) {
      return say({}).then(function () { (0, eval)(order.what); });
    }
    return Promise.resolve().then(function () { return (0, eval)(order.what); }).then(function (value) { return {value: value}; }, function (problem) { return {problem: String(problem)}; }).then(say).then(ask);
  }
  addEventListener('pagehide', function () { asking.abort(); });
  addEventListener('pageshow', function (event) { event.persisted && ask(); });
  ask();
})();`;

/** @typedef {{id: number, what: string, isLast: boolean}} Order */
/** @typedef {{value?: any, problem?: string}} Said */

/** The site's side of it: orders wait until their page asks, a page waits until there is an order for it. */
export class Orders {
  /** By page. @type {Map<string, Order[]>} */
  #waiting = new Map();
  /** By page. @type {Map<string, import('node:http').ServerResponse>} */
  #asking = new Map();
  /** By order. @type {Map<number, (said: Said) => void>} */
  #given = new Map();
  #last = 0;

  /** @param {string} page @param {string} what @param {boolean} isLast said yes to, done then, and the page asks for nothing more @param {number} withinMs @returns {Promise<any>} */
  async give(page, what, isLast, withinMs) {
    const order = { id: ++this.#last, what, isLast };
    const waiting = this.#waiting.get(page) ?? [];
    this.#waiting.set(page, [...waiting, order]);
    /** @type {Said} */
    const { value, problem } = await new Promise((said) => {
      const timer = setTimeout(said, withinMs, { problem: `nothing within ${withinMs} ms` });
      this.#given.set(order.id, (what) => (clearTimeout(timer), said(what)));
      this.#handOut(page);
    });
    this.#given.delete(order.id);
    this.#waiting.set(page, (this.#waiting.get(page) ?? []).filter((one) => one != order));
    if (problem) {
      throw new Error(`${page} said: ${problem}`);
    }
    return value;
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  answer(request, response) {
    const { searchParams } = new URL(request.url ?? '', 'http://site');
    const page = searchParams.get('page');
    if (page) {
      this.#asking.set(page, response);
      response.on('close', () => this.#asking.get(page) == response && this.#asking.delete(page));
      this.#handOut(page);
      return;
    }
    let said = '';
    request.setEncoding('utf8').on('data', (text) => (said += text));
    request.on('end', () => {
      response.writeHead(204).end();
      this.#given.get(Number(searchParams.get('id')))?.(JSON.parse(said));
    });
  }

  /** @param {string} page */
  #handOut(page) {
    const asking = this.#asking.get(page);
    const order = asking && this.#waiting.get(page)?.shift();
    if (order) {
      this.#asking.delete(page);
      asking.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(order));
    }
  }
}

/** The page at this address, whichever document it is by now: it may be there only later. */
export class Unwatched {
  /** @param {Orders} orders @param {string} url @param {number} withinMs bounds what never comes */
  constructor(orders, url, withinMs) {
    this.orders = orders;
    this.url = url;
    this.withinMs = withinMs;
  }

  /** @param {any} what a function of the page, or a script @param {any} [argument] @returns {Promise<any>} */
  evaluate(what, argument) {
    return this.#give(script(what, argument));
  }

  /** @param {string} what a script @param {number} withinMs for what may well not come @returns {Promise<any>} */
  probe(what, withinMs) {
    return this.orders.give(this.url, what, false, withinMs);
  }

  /** @param {any} what a function of the page, or an expression @returns {Promise<any>} when it is so */
  waitForFunction(what) {
    return this.#give(`new Promise(function (so) { (function look() { ${script(what)} ? so() : setTimeout(look, 20); })(); })`);
  }

  /** @param {string} how a script that leads away; returns when the page is about to run it @returns {Promise<void>} */
  leave(how) {
    return this.#give(how, true);
  }

  /** @param {string} what @param {boolean} [isLast] */
  #give(what, isLast = false) {
    return this.orders.give(this.url, what, isLast, this.withinMs);
  }
}

/** @param {any} what @param {any} [argument] */
function script(what, argument) {
  return typeof what == 'string' ? what : `(${what})(${JSON.stringify(argument)})`;
}
