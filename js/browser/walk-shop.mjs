/**
 * Walks the demo shop in a real Chromium as a customer does, from the listing to the thank-you page:
 *
 *   node js/browser/walk-shop.mjs --shop http://127.0.0.1:PORT [--reload-thank-you]
 *
 * Prints one line of JSON, `{"pages":[…],"orderId":…,"value":…,"currency":…,"requests":[{"url","method","status"}]}`, once every request of the tracker
 * has got its answer. Exit ≠ 0 with a sentence when a step, an expected event or an answer is missing.
 */
import { parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';

/** Longest wait for one step. A bound for a shop that hangs, not a measure. */
const STEP_MS = 20_000;

const TRACKER_PATH = /^\/[A-Za-z0-9_-]{1,64}\/(pixel\.(png|gif)|events)$/;

/**
 * The requests of the tracker, as the browser saw them asked and answered.
 *
 * @typedef {{url: string, method: string, types: string[], status?: number, problem?: string}} Fired
 * @param {import('playwright-core').Page} page
 */
function watchTracker(page) {
  /** @type {Map<import('playwright-core').Request, Fired>} */
  const fired = new Map();
  /** @type {Set<() => void>} */
  const watchers = new Set();
  const changed = () => watchers.forEach((look) => look());

  page.on('request', (request) => {
    if (TRACKER_PATH.test(new URL(request.url()).pathname)) {
      fired.set(request, { url: request.url(), method: request.method(), types: typesOf(request) });
      changed();
    }
  });
  page.on('response', (response) => {
    const entry = fired.get(response.request());
    if (entry) {
      entry.status = response.status();
      changed();
    }
  });
  page.on('requestfailed', (request) => {
    // An answer without content "fails" for the browser after it has come; only one that never came is a problem.
    const entry = fired.get(request);
    if (entry && entry.status === undefined) {
      entry.problem = request.failure()?.errorText ?? 'failed';
      changed();
    }
  });

  /** @param {() => boolean} done @param {() => string} missing */
  function until(done, missing) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => finish(() => reject(new Error(missing()))), STEP_MS);
      const look = () => done() && finish(() => resolve(undefined));
      /** @param {() => void} settle */
      const finish = (settle) => {
        clearTimeout(timer);
        watchers.delete(look);
        settle();
      };
      watchers.add(look);
      look();
    });
  }

  const all = () => [...fired.values()];
  const open = () => all().filter(({ status, problem }) => status === undefined && !problem);
  return {
    all,
    answered: () => until(() => open().length === 0, () => `no answer within ${STEP_MS} ms to ${open().map(({ url }) => url).join(' ')}`),
    /** Waits until `types` have been fired after the first `from` requests, and every request so far has its answer. @param {string[]} types @param {number} from */
    async expect(types, from) {
      const missing = () => types.filter((type) => !all().slice(from).some((each) => each.types.includes(type)));
      await until(() => missing().length === 0, () => `never fired: ${missing().join(', ')}`);
      await this.answered();
    },
  };
}

/** @param {import('playwright-core').Request} request */
function typesOf(request) {
  const body = request.method() === 'POST' && JSON.parse(request.postData() ?? '{}');
  return body ? (body.events ?? [body]).map((/** @type {{type: string}} */ { type }) => type) : [new URL(request.url()).searchParams.get('type') ?? 'page_view'];
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} shop
 * @param {boolean} reloadThankYou
 */
async function walk(browser, shop, reloadThankYou) {
  const page = await browser.newPage();
  page.setDefaultTimeout(STEP_MS);
  const tracker = watchTracker(page);
  /** @type {string[]} */
  const pages = [];

  // A page that is gone no longer tells of answers: the next page waits at the door until what is fired on leaving has got its own.
  let door = Promise.resolve();
  await page.route(
    (url) => url.href.startsWith(shop) && /(\/|\.html)$/.test(url.pathname),
    async (route) => {
      await door;
      await route.continue();
    },
  );

  /**
   * @param {string} name
   * @param {{leaving?: string[], then?: string[]}} expected types of event fired before the next page is there, and then
   * @param {() => Promise<unknown>} action
   */
  async function step(name, { leaving = [], then = [] }, action) {
    const from = tracker.all().length;
    const left = tracker.expect(leaving, from);
    door = left.catch(() => {}); // said below
    try {
      await Promise.all([left, action()]);
      await tracker.expect(then, from);
    } catch (problem) {
      throw new Error(`${name}: ${/** @type {Error} */ (problem).message}`);
    }
    if (pages.at(-1) !== page.url()) {
      pages.push(page.url());
    }
  }

  /** @param {string} selector @param {string} target */
  const follow = (selector, target) => Promise.all([page.waitForURL(target), page.click(selector)]);

  await step('listing', { then: ['page_view', 'impression'] }, () => page.goto(shop));
  await step('to a product', { leaving: ['click'], then: ['page_view', 'product_view'] }, () => follow('[data-product=lantern]', '**/product.html?id=lantern'));
  await step('add to cart', { then: ['add_to_cart'] }, () => page.click('#add'));
  await step('to the cart', { then: ['page_view'] }, () => follow('#cart-link', '**/cart.html'));
  await step('checkout', { leaving: ['begin_checkout'], then: ['page_view', 'conversion'] }, () => follow('#checkout', '**/thank-you.html?*'));
  if (reloadThankYou) {
    await step('reload of the thank-you page', { then: ['page_view', 'conversion'] }, () => page.reload());
    pages.push(page.url());
  }

  const refused = tracker.all().filter(({ status, problem }) => problem || !status || status >= 300);
  if (refused.length) {
    throw new Error(`not accepted: ${refused.map(({ url, status, problem }) => `${status ?? problem} for ${url}`).join(', ')}`);
  }
  const order = new URL(page.url()).searchParams;
  return {
    pages,
    orderId: order.get('order'),
    value: order.get('value'),
    currency: order.get('currency'),
    requests: tracker.all().map(({ url, method, status }) => ({ url, method, status })),
  };
}

async function main() {
  const { values } = parseArgs({ options: { shop: { type: 'string' }, 'reload-thank-you': { type: 'boolean', default: false } } });
  if (!values.shop) {
    throw new Error('say which shop: --shop http://127.0.0.1:PORT');
  }
  const browser = await launchChromium();
  try {
    console.log(JSON.stringify(await walk(browser, new URL(values.shop).href, values['reload-thank-you'])));
  } finally {
    await browser.close();
  }
}

main().catch((problem) => {
  console.error(`walk-shop: ${problem.message}`);
  process.exitCode = 1;
});
