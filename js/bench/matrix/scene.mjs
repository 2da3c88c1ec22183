/**
 * One scenario: a pixel of its own, so that the log tells what is whose; the numbers of the events that its pages were told to make; what else was seen.
 *
 * Nothing waits for a time to pass: for an event to be in the log, for an answer, for a page. `withinMs` bounds what never comes.
 */

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {Pick<Page, 'evaluate' | 'waitForFunction'>} Asked a page of Playwright's, or one that nobody watches (`unwatched.mjs`) */
/** @typedef {import('playwright-core').BrowserContext} Context */
/** @typedef {{browser: import('playwright-core').Browser, site: import('./site.mjs').Site, stage: import('./stage.mjs').Stage, withinMs: number, say: (text: string) => void}} World */

export class Scene {
  /** Numbers of the events that must be in the log in the end, and no others. @type {string[]} */
  made = [];
  /** What the scenario has to say beyond that. @type {Record<string, any>} */
  facts = {};
  /** Under which ids events were kept in the browser before anybody had them, by number. @type {Record<string, string>} */
  ids = {};
  /** @type {Context[]} */
  #contexts = [];
  #last = 0;

  /** @param {string} name also of its pixel @param {World} world */
  constructor(name, world) {
    this.name = name;
    this.world = world;
  }

  get stage() {
    return this.world.stage;
  }
  get url() {
    return `${this.world.site.origin}/${this.name}`;
  }
  get gone() {
    return this.world.site.origin + '/gone';
  }
  /** Whether a request is one of our pixel's. @param {string} url */
  isHit = (url) => url.startsWith(`${this.stage.collector}/${this.name}/`);

  /** Of events that will be made. @param {number} count */
  numbers(count) {
    const numbers = this.numbersOnly(count);
    this.made.push(...numbers);
    return numbers;
  }

  /** Of events that need not arrive. @param {number} count */
  numbersOnly(count) {
    return Array.from({ length: count }, () => `${this.name}${this.#last++}`);
  }

  /** Another visitor. */
  async visitor() {
    const context = await this.world.browser.newContext();
    this.#contexts.push(context);
    return context;
  }

  /** A page on which the tracker runs. @param {Context} visitor @param {string} [url] */
  async open(visitor, url = this.url) {
    const page = await visitor.newPage();
    await page.goto(url);
    await isThere(page);
    return page;
  }

  /** One that has had an answer of the collector. @param {Context} visitor */
  async openKnown(visitor) {
    const page = await this.open(visitor);
    await track(page, this.numbers(1));
    await this.arrived();
    return page;
  }

  /** Events that a page makes while nobody takes them. @param {Page} page @param {number} count */
  async trackKept(page, count) {
    await track(page, this.numbers(count));
    Object.assign(this.ids, (await keptOf(page)).ids);
  }

  /** These are in the log, or everything made so far. @param {string[]} [numbers] */
  async arrived(numbers = [...this.made], withinMs = this.world.withinMs) {
    const missing = await this.stage.missing(this.name, numbers, withinMs);
    if (missing.length) {
      throw new Error(`${missing.length} of ${numbers.length} have not come within ${withinMs} ms, such as ${missing[0]}`);
    }
  }

  /** Visitors who are through: nothing of theirs may arrive any more. */
  async leave() {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }
}

/** The library has taken over. @param {Asked} page */
export function isThere(page) {
  return page.evaluate(() => new Promise((there) => /** @type {any} */ (window).fl.push([() => there(undefined)])));
}

/** All in one task. @param {Asked} page @param {string[]} numbers @param {object} [fields] */
export function track(page, numbers, fields = {}) {
  return page.evaluate(([numbers, fields]) => numbers.forEach((n) => /** @type {any} */ (window).fl('track', 'matrix', { number: n, ...fields })), /** @type {[string[], object]} */ ([numbers, fields]));
}

/** What the browser keeps for the tracker: how much, in UTF-16 units, and the ids of events by their numbers. @param {Page} page */
export function keptOf(page) {
  return page.evaluate(() => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith('fl:'));
    const events = keys.filter((key) => key.startsWith('fl:e')).map((key) => JSON.parse(localStorage.getItem(key) ?? '')[3]);
    return {
      units: keys.reduce((sum, key) => sum + key.length + (localStorage.getItem(key) ?? '').length, 0),
      ids: /** @type {Record<string, string>} */ (Object.fromEntries(events.map(({ number, id }) => [number, id]))),
    };
  });
}

/** As a person closes a tab: the page hears of it. @param {Page} page */
export async function closeTab(page) {
  await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
}
