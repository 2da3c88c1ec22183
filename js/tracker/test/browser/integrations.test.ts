/** The files of integrations/, each on a page as its system makes it, with the data that it gives. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { markup, Site, snippet } from './site';
import { stage } from './stage';

const on = stage();
const read = (name: string) => readFileSync(new URL(`../../integrations/${name}`, import.meta.url), 'utf8');
const built = (name: string) => readFileSync(new URL(`../../dist/${name}`, import.meta.url), 'utf8');
const filled = (name: string, more: Record<string, string> = {}) =>
  Object.entries({ collector: on.collector.origin, pixel: '12345', ...more }).reduce((text, [key, value]) => text.replaceAll(`{{${key}}}`, value), read(name));

const head = () => snippet(on.collector.origin, { commands: `fl('consent', 'granted');` });
const open = (html: string, path = '/') => on.page.goto(on.site.serve(path, { html }));
const ITEMS = [{ id: 'p1', name: 'Scarf </script> "&', quantity: 2, price: '19.90' }];
const itemsOf = (event: any) => (typeof event.items == 'string' ? JSON.parse(event.items) : event.items);

describe('Google Tag Manager', () => {
  const PURCHASE = { event: 'purchase', ecommerce: { transaction_id: 'T-1', value: 39.8, currency: 'EUR', coupon: 'SPRING', items: [{ item_id: 'p1', item_name: 'Scarf', quantity: 2, price: 19.9, item_brand: 'B' }] } };

  it('says an order of the data layer, pushed before the tag and after it, in our words', async () => {
    await open(markup(`<script>dataLayer = [{'gtm.start': 1, event: 'gtm.js'}, ${JSON.stringify(PURCHASE)}]</script>` + head() + filled('google-tag-manager.html')));
    await on.page.evaluate((purchase) => (window as any).dataLayer.push({ ecommerce: null }, { ...purchase, ecommerce: { ...purchase.ecommerce, transaction_id: 'T-2' } }), PURCHASE);
    await on.collector.arrived(2);

    const orders = on.collector.events().sort((a, b) => (a.order_id < b.order_id ? -1 : 1));
    expect(orders.map(({ order_id }) => order_id)).toEqual(['T-1', 'T-2']);
    expect(orders[0]).toMatchObject({ type: 'conversion', goal: 'purchase', value: '39.8', currency: 'EUR', coupon: 'SPRING' });
    expect(itemsOf(orders[0])).toEqual([{ id: 'p1', name: 'Scarf', quantity: 2, price: 19.9, brand: 'B' }]);
  });

  it('knows the events before the order, the goals beside it and the older form', async () => {
    await open(markup(head() + filled('google-tag-manager.html')));

    await on.page.evaluate(() => {
      const { dataLayer } = window as any;
      dataLayer.push({ event: 'view_item', ecommerce: { value: 5, currency: 'EUR', items: [{ item_id: 'p7' }] } });
      dataLayer.push({ event: 'sign_up', method: 'mail' });
      dataLayer.push({ event: 'search', search_term: 'scarf' });
      dataLayer.push({ event: 'scrolled' }, { event: 'toString' }, null);
      dataLayer.push({ ecommerce: { currencyCode: 'USD', purchase: { actionField: { id: 'U-1', revenue: '12.00' }, products: [{ id: 'p2', name: 'Cap', quantity: 1, price: '12.00' }] } } });
    });
    await on.collector.arrived(4);

    const by = (type: string, goal?: string) => on.collector.events().find((event) => event.type == type && event.goal == goal);
    expect(by('product_view')).toMatchObject({ product_id: 'p7', value: '5' });
    expect(by('conversion', 'signup')).toBeDefined();
    expect(by('search')).toMatchObject({ search_term: 'scarf' });
    expect(by('conversion', 'purchase')).toMatchObject({ order_id: 'U-1', value: '12.00', currency: 'USD' });
    expect(on.collector.events()).toHaveLength(4);
  });

  it('knows an order and a basket as `gtag` says them: before the tag and behind it', async () => {
    const GTAG = 'dataLayer = []; function gtag() { dataLayer.push(arguments); }';
    const { transaction_id: _, ...ORDER } = PURCHASE.ecommerce;
    await open(markup(`<script>${GTAG} gtag('js', new Date()); gtag('config', 'G-1'); gtag('event', 'purchase', ${JSON.stringify({ transaction_id: 'G-1', ...ORDER })});</script>` + head() + filled('google-tag-manager.html')));

    await on.page.evaluate(
      ([order]) => {
        const { gtag } = window as any;
        gtag('event', 'add_to_cart', { value: 5, currency: 'EUR', items: [{ item_id: 'p7', quantity: 3 }] });
        gtag('event', 'sign_up');
        gtag('event', 'scrolled', { detail: 'far' });
        gtag('event');
        gtag('set', { event: 'purchase', currency: 'EUR' });
        gtag('consent', 'update', { purchase: 'granted' });
        gtag('event', 'purchase', { transaction_id: 'G-2', ...(order as object) });
      },
      [ORDER],
    );
    await on.collector.arrived(4);

    const [basket] = on.collector.events().filter(({ type }) => type == 'add_to_cart');
    expect(basket).toMatchObject({ product_id: 'p7', value: '5', currency: 'EUR' });
    expect(itemsOf(basket)).toEqual([{ id: 'p7', quantity: 3 }]);
    const orders = on.collector.events().filter(({ goal }) => goal == 'purchase').sort((a, b) => (a.order_id < b.order_id ? -1 : 1));
    expect(orders.map(({ order_id }) => order_id)).toEqual(['G-1', 'G-2']);
    for (const order of orders) {
      expect(order).toMatchObject({ type: 'conversion', value: '39.8', currency: 'EUR', coupon: 'SPRING' });
      expect(itemsOf(order)).toEqual([{ id: 'p1', name: 'Scarf', quantity: 2, price: 19.9, brand: 'B' }]);
    }
    expect(on.collector.events().map(({ type }) => type).sort()).toEqual(['add_to_cart', 'conversion', 'conversion', 'conversion']);
  });

  it('knows the basket of Universal Analytics', async () => {
    const products = [{ id: 'p2', name: 'Cap', quantity: 1, price: '12.00', category: 'Hats' }];
    await open(markup(head() + filled('google-tag-manager.html')));

    await on.page.evaluate((products) => {
      const { dataLayer } = window as any;
      dataLayer.push({ event: 'productDetail', ecommerce: { detail: { products } } });
      dataLayer.push({ event: 'addToCart', ecommerce: { currencyCode: 'USD', add: { products } } });
      dataLayer.push({ event: 'removeFromCart', ecommerce: { remove: { products } } });
      dataLayer.push({ event: 'checkout', ecommerce: { checkout: { actionField: { step: 1 }, products } } });
    }, products);
    await on.collector.arrived(3);

    expect(on.collector.events().map(({ type, product_id }) => `${type} ${product_id}`).sort()).toEqual(['add_to_cart p2', 'product_view p2', 'remove_from_cart p2']);
    const added = on.collector.events().find(({ type }) => type == 'add_to_cart');
    expect(added).toMatchObject({ currency: 'USD' });
    expect(itemsOf(added)).toEqual(products);
  });

  it('says an order once, in however many forms the page says it: apart or in one push', async () => {
    const OLD = { currencyCode: 'EUR', purchase: { actionField: { id: 'T-1', revenue: '39.80', coupon: 'SPRING' }, products: [{ id: 'p1', name: 'Scarf', quantity: 2, price: '19.90' }] } };
    await open(markup(`<script>dataLayer = [${JSON.stringify(PURCHASE)}]</script>` + head() + filled('google-tag-manager.html')));

    await on.page.evaluate(
      ([purchase, old]) => {
        const page = window as any;
        page.gtag = function () {
          page.dataLayer.push(arguments);
        };
        page.gtag('event', 'purchase', purchase!.ecommerce);
        page.dataLayer.push({ ecommerce: old }, purchase);
        page.dataLayer.push({ event: 'purchase', ecommerce: { ...purchase!.ecommerce, transaction_id: 'T-2', purchase: { ...old!.purchase, actionField: { id: 'T-2' } } } });
        page.dataLayer.push({ event: 'purchase', ecommerce: { value: 1 } }, { event: 'purchase', ecommerce: { value: 1 } }); // without a number nobody can tell
        page.dataLayer.push({ event: 'generate_lead', ecommerce: { transaction_id: 'T-1' } }); // of another goal
      },
      [PURCHASE as any, OLD as any],
    );
    await on.collector.arrived(5);

    expect(on.collector.events().map(({ goal, order_id, value }) => `${goal} ${order_id} ${value}`).sort()).toEqual([
      'lead T-1 undefined',
      'purchase T-1 39.8',
      'purchase T-2 39.8',
      'purchase undefined 1',
      'purchase undefined 1',
    ]);
    expect(itemsOf(on.collector.events().find(({ order_id }) => order_id == 'T-2'))).toEqual([{ id: 'p1', name: 'Scarf', quantity: 2, price: '19.90' }]);
  });

  it('throws into no push whatever is pushed, before the tag or behind it, and says of an order what can be read', async () => {
    const hostile = (number: string) => `[
      {event: 'purchase', ecommerce: {transaction_id: '${number}-1', value: 1, items: [null, {item_id: 'p1'}]}},
      {event: 'purchase', ecommerce: {transaction_id: '${number}-2', value: 2, items: {}}},
      {ecommerce: {purchase: {products: [undefined]}}},
      {event: 'purchase', get ecommerce() { throw new Error('theirs') }},
      {event: 'view_item', ecommerce: 'none'}, {event: {}}, {event: Symbol('x')}, 'purchase', 7, undefined,
      {event: 'purchase', ecommerce: {transaction_id: '${number}-3', value: 3}}
    ]`;
    await open(markup(`<script>dataLayer = ${hostile('T')}</script>` + head() + filled('google-tag-manager.html')));

    await on.page.evaluate(`for (const one of ${hostile('U')}) dataLayer.push(one);`);
    await on.collector.arrived(10);

    const orders = on.collector.events().filter(({ type }) => type == 'conversion');
    expect(orders.map(({ order_id }) => order_id ?? '').sort()).toEqual(['', '', 'T-1', 'T-2', 'T-3', 'U-1', 'U-2', 'U-3']);
    expect(itemsOf(orders.find(({ order_id }) => order_id == 'T-1'))).toEqual([{ id: 'p1', quantity: 1 }]);
  });
});

describe('Shopify', () => {
  const EVENT = (id: string, data: object) => ({ id, clientId: 'c-1', timestamp: '2026-11-22T10:00:00.000Z', data, context: { document: { title: 'Thanks', referrer: '', location: { href: 'https://shop.example/thanks' } } } });
  const CHECKOUT = { order: { id: 'gid-1' }, totalPrice: { amount: 39.8, currencyCode: 'EUR' }, discountApplications: [{ type: 'DISCOUNT_CODE', title: 'SPRING' }], lineItems: [{ title: 'Scarf', quantity: 2, variant: { sku: 'p1', price: { amount: 19.9 } } }] };

  const CUSTOM = 'api = {customerPrivacy: privacy}';

  /** With what the frame of a custom pixel has: `customerPrivacy` by itself is given to the pixel of an app alone. */
  const openPixel = (isAllowed: boolean, given = CUSTOM) =>
    open(
      markup(
        `<script>
          heard = {};
          analytics = {subscribe: (name, call) => heard[name] = call};
          privacy = {subscribe: (name, call) => heard[name] = call};
          init = {customerPrivacy: {analyticsProcessingAllowed: ${isAllowed}}};
          ${given};
        </script><script>${filled('shopify.js')}</script>`,
      ),
    );
  const fire = (name: string, event: unknown) => on.page.evaluate(([name, event]) => (window as any).heard[name as string](event), [name, event]);

  it('says a completed checkout as an order, with its own id and time', async () => {
    await openPixel(true);

    await fire('checkout_completed', EVENT('sh-1', { checkout: CHECKOUT }));
    await on.collector.arrived(1);

    const [order] = on.collector.events();
    expect(order).toMatchObject({ type: 'conversion', id: 'sh-1', created_at: String(Date.UTC(2026, 10, 22, 10)), visitor_id: 'c-1', goal: 'purchase', order_id: 'gid-1', value: '39.8', currency: 'EUR', coupon: 'SPRING', consent: 'granted:analytics', page_url: 'https://shop.example/thanks' });
    expect(itemsOf(order)).toEqual([{ id: 'p1', name: 'Scarf', quantity: 2, price: 19.9 }]);
  });

  it('says an order of as many lines as the collector takes, longer than any address, and than what a browser keeps alive', async () => {
    const line = { title: 'スカーフ、手編み、赤'.repeat(8), quantity: 1, variant: { sku: 'p1', price: { amount: 19.9 } } };
    const checkout = (id: string, lines: number) => ({ checkout: { ...CHECKOUT, order: { id }, lineItems: Array(lines).fill(line) } });
    await openPixel(true);

    // 17 and 55 KB: each more than an address may have, and both together more than is kept alive.
    const both = [EVENT('1', checkout('long', 60)), EVENT('2', checkout('longer', 190))];
    await on.page.evaluate((both) => both.forEach((event) => (window as any).heard.checkout_completed(event)), both);
    await on.collector.arrived(2);

    const orders = on.collector.events().sort((a, b) => itemsOf(a).length - itemsOf(b).length);
    expect(orders.map((order) => [order.order_id, itemsOf(order).length])).toEqual([['long', 60], ['longer', 190]]);
    expect(on.collector.ledger.filter(({ method }) => method == 'OPTIONS')).toEqual([]);
  });

  const answer = (isAllowed: boolean) => fire('visitorConsentCollected', { customerPrivacy: { analyticsProcessingAllowed: isAllowed } });
  const VIEWED = { productVariant: { sku: 'p1', price: { amount: 5, currencyCode: 'EUR' } } };

  it.each([
    ['a custom pixel', CUSTOM],
    ["an app's", 'customerPrivacy = privacy'],
  ])('keeps in %s what happens before the answer of the banner, with its time, and sends it after a yes', async (_, given) => {
    await openPixel(false, given);

    await fire('page_viewed', EVENT('sh-1', {}));
    expect(on.collector.ledger).toEqual([]);
    await answer(true);
    await fire('product_viewed', EVENT('sh-2', VIEWED));
    await on.collector.arrived(2);

    const [first, second] = on.collector.events().sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(first).toMatchObject({ id: 'sh-1', type: 'page_view', created_at: String(Date.UTC(2026, 10, 22, 10)), consent: 'granted:analytics' });
    expect(second).toMatchObject({ id: 'sh-2', type: 'product_view' });
  });

  it('forgets at a no what has waited, and keeps nothing after it', async () => {
    await openPixel(false);

    await fire('page_viewed', EVENT('sh-1', {}));
    await answer(false);
    await fire('product_viewed', EVENT('sh-2', VIEWED));
    await answer(true);
    await fire('checkout_completed', EVENT('sh-3', { checkout: CHECKOUT }));
    await on.collector.arrived(1);

    expect(on.collector.events().map(({ id }) => id)).toEqual(['sh-3']);
  });

  it('keeps 100 events and no more', async () => {
    await openPixel(false);
    const views = Array.from({ length: 101 }, (_, index) => EVENT(`sh-${index}`, {}));

    await on.page.evaluate((views) => views.forEach((event) => (window as any).heard.page_viewed(event)), views);
    await answer(true);
    await on.collector.arrived(100);
    await fire('page_viewed', EVENT('later', {}));
    await on.collector.arrived(1, () => on.collector.events().filter(({ id }) => id == 'later'));

    expect(on.collector.events().map(({ id }) => id)).not.toContain('sh-100');
    expect(on.collector.events()).toHaveLength(101);
  });

  it('hears events all the same where there is no customerPrivacy, and says so on the console', async () => {
    await openPixel(true, '');

    await fire('page_viewed', EVENT('sh-1', {}));
    await on.collector.arrived(1);

    expect(on.console.join('\n')).toContain('firstlight: no customerPrivacy');
  });
});

describe('WooCommerce and Magento', () => {
  const FIELDS = { goal: 'purchase', order_id: '1001', value: '39.80', currency: 'EUR', coupon: null, items: ITEMS };
  /** As PHP's json_encode does with JSON_HEX_TAG and JSON_HEX_AMP. */
  const json = JSON.stringify(FIELDS).replace(/[<>&]/g, (c) => '\\u00' + c.charCodeAt(0).toString(16).toUpperCase());

  it.each([
    ['woocommerce.php', /<script>(fl\('conversion', <\?php echo wp_json_encode\( \$fields, JSON_HEX_TAG \| JSON_HEX_AMP \); \?>\);)<\/script>/, /<\?php.*?\?>/],
    ['magento.phtml', /"(fl\('conversion', \{\$json\}\);)"/, /\{\$json\}/],
  ])('says the order on the thank-you page, whatever a product is called: %s', async (file, printed, data) => {
    const line = printed.exec(read(file))![1]!.replace(data, () => json);

    await open(markup(head(), `<h1>Thank you</h1><script>${line}</script>`));
    await on.collector.arrived(1);

    const [order] = on.collector.events();
    expect(order).toMatchObject({ type: 'conversion', goal: 'purchase', order_id: '1001', value: '39.80', currency: 'EUR' });
    expect(order).not.toHaveProperty('coupon');
    expect(itemsOf(order)).toEqual(ITEMS);
  });
});

describe('the templates of WooCommerce and Magento', () => {
  it.each(['woocommerce.php', 'magento.phtml'])('print one thing, and that as JSON which cannot end the script: %s', (file) => {
    const text = read(file);

    expect(text.match(/\becho\b|<\?=|\bprint\b/g)).toEqual(['echo']);
    expect(text).toMatch(/json_encode\( ?\$fields, JSON_HEX_TAG \| JSON_HEX_AMP/);
  });
});

describe('without the library', () => {
  it('a visitor without JavaScript is a page view', async () => {
    const context = await on.page.context().browser()!.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const body = filled('noscript.html', { page_url: encodeURIComponent('https://shop.example/a?b=1&c=2'), page_title: encodeURIComponent('Größe') });

    await page.goto(on.site.serve('/', { html: markup(head(), body) }));
    await on.collector.arrived(1);
    await context.close();

    expect(on.collector.events()[0]).toMatchObject({ type: 'page_view', page_url: 'https://shop.example/a?b=1&c=2', page_title: 'Größe', noscript: '1' });
    expect(on.collector.requests('GET', '/fl.js')).toEqual([]);
  });

  it('a visitor with JavaScript is not, by that', async () => {
    await open(markup('', filled('noscript.html')));

    expect(on.collector.events()).toEqual([]);
  });

  it('an ad is an impression when it is shown and a click when it is clicked, and the click goes its way', async () => {
    const served = filled('ad-tag.html', { landing_page: encodeURIComponent(on.site.serve('/landing', { html: markup('') })), creative: '', alt: 'An ad' })
      .replaceAll('%%CLICK_URL_UNESC%%', on.site.origin + '/clicked?to=')
      .replaceAll('%%CACHEBUSTER%%', '48213')
      .replaceAll('%eaid!', 'spring')
      .replaceAll('%epid!', 'hero');
    on.site.serve('/clicked', { html: markup('') });
    await open(markup('', served));
    await on.collector.arrived(1);
    expect(on.collector.events()[0]).toMatchObject({ type: 'impression', campaign_id: 'spring', placement_id: 'hero', cb: '48213' });

    const [opened] = await Promise.all([on.context.waitForEvent('page'), on.page.click('a')]);
    await opened.waitForURL('**/clicked?**');
    await on.collector.arrived(2);

    expect(on.collector.events().find(({ type }) => type == 'click')).toMatchObject({ campaign_id: 'spring', placement_id: 'hero' });
    expect(new URL(opened.url()).searchParams.get('to')).toBe(on.site.origin + '/landing');
  });
});

describe('React and Next.js', () => {
  it('have views of all routes, in strict mode too, and do nothing on a server', async () => {
    const { firstlight } = await import(/* @vite-ignore */ new URL('../../integrations/react.js', import.meta.url).href);
    const onServer = firstlight('https://collect.example', '12345');
    expect(() => (onServer.start(), onServer('pageView'))).not.toThrow();

    on.site.serve('/firstlight.js', { html: read('react.js'), headers: { 'content-type': 'text/javascript' } });
    await on.page.route(on.collector.origin + '/fl-auto.js', (route) => route.fulfill({ contentType: 'text/javascript', body: built('fl-auto.js') }));
    const application = `<script type="module">
      import { firstlight } from './firstlight.js';
      window.app = firstlight('${on.collector.origin}', '12345');
      app('consent', 'granted');
      app.start(); // an effect,
      app.start(); // which strict mode runs twice
    </script>`;
    await open(markup('', application), '/shop');
    await on.collector.arrived(1);
    await on.page.evaluate(() => history.pushState({}, '', '/product'));
    await on.page.evaluate(() => (window as any).app('track', 'add_to_cart', { product_id: 'p1' }));
    await on.collector.arrived(3);

    const seen = on.collector.events().map(({ type, page_url }) => `${type} ${new URL(page_url).pathname}`).sort();
    expect(seen).toEqual(['add_to_cart /product', 'page_view /product', 'page_view /shop']);
    expect(on.collector.requests('GET', '/fl.js')).toHaveLength(1);
  });
});

describe('from one domain to another', () => {
  const VISITOR = '0197f3a0-0000-7000-8000-000000000001';
  const FORMS = `<a href="/pay?x=1#top">pay</a>
    <form action="/pay?x=2" method="post"><button id="post">go</button></form>
    <form action="/pay?x=3"><input name="action" value="a b"><button id="get">go</button></form>
    <form action="/nowhere" method="post"><button id="own" formaction="/pay?x=4">go</button><button id="own-get" formaction="/pay" formmethod="get">go</button></form>`;
  const page = (other: string) => markup(snippet(on.collector.origin, { commands: `fl('consent', 'granted');</script><script>${filled('cross-domain.js', { other_host: other })}</script><script>fl('pageView');` }), FORMS);

  const OTHER = 'https://other.example/';
  const handedOver = (visitor = VISITOR) => `${on.site.origin}/pay?_fl=${visitor}.${Date.now().toString(36)}`;

  /** Two hosts: the loopback has two names. */
  async function walk(visitor: string | null, waitMs = 0, isOwn = false, by = 'a', [from, to] = ['', '']) {
    const pay = await Site.start();
    const payOrigin = pay.origin.replace('127.0.0.1', 'localhost');
    pay.serve('/pay', { html: page('127.0.0.1') });
    await open(page('localhost').replace(from, to).replaceAll('"/pay', `"${payOrigin}/pay`));
    const asked = on.page.waitForRequest((request) => request.url().startsWith(payOrigin + '/pay')).then((request) => request.url().replace(payOrigin, ''));
    await on.page.evaluate((visitor) => visitor && localStorage.setItem('fl:v', visitor), visitor);
    if (isOwn) {
      await on.collector.arrived(1);
    }
    if (waitMs) {
      await on.page.evaluate((ms) => { const now = Date.now; Date.now = () => now() - ms; }, waitMs);
    }
    await on.page.click(by);
    await on.page.waitForURL('**/pay**');
    const there = () => on.collector.events().filter(({ page_url }) => page_url.startsWith(payOrigin)); // the page before may send its own once more as it goes
    await on.collector.arrived(1, there);
    const address = on.page.url().replace(payOrigin, '');
    await pay.stop();
    return { asked: await asked, address, event: there()[0]! };
  }

  it('a visitor stays the same, and the address says nothing of it', async () => {
    const { address, event } = await walk(VISITOR);

    expect(event).toMatchObject({ type: 'page_view', visitor_id: VISITOR });
    expect(address).toBe('/pay?x=1#top');
    expect(event.page_url).toMatch(/\/pay\?x=1#top$/);
  });

  it.each([
    ['sent by POST', '#post', '/pay?x=2'],
    ['sent by GET, which drops the query of its address', '#get', '/pay?action=a+b'],
    ['whose button has an address of its own', '#own', '/pay?x=4'],
    ['whose button has an address and a method of its own', '#own-get', '/pay'],
  ])('a visitor stays the same by a form %s', async (_, button, there) => {
    const { address, event } = await walk(VISITOR, 0, false, button);

    expect([event.visitor_id, address]).toEqual([VISITOR, there]);
  });

  const SIGNED = '/pay?sig=a%20b~c/d:e,f&flag&name=M%FCller';

  it.each([
    ['signed', SIGNED, SIGNED + '&_fl', SIGNED],
    ['without a query', '/pay#to?p', '/pay?_fl', '/pay#to?p'],
    ['with an empty query', '/pay?#top', '/pay?&_fl', '/pay?#top'],
    ['that ends in &', '/pay?a&', '/pay?a&&_fl', '/pay?a&'],
    ['with a space behind it', '/pay?a=1 ', '/pay?a=1&_fl', '/pay?a=1'],
    ['with a space behind it, and no query', '/pay ', '/pay?_fl', '/pay'],
    ['that has one already, alone', '/pay?_fl=x#top', '/pay?_fl', '/pay#top'],
    ['that has one already, first', '/pay?_fl=x&a=%20', '/pay?a=%20&_fl', '/pay?a=%20'],
    ['that has one already, between', '/pay?a=+&_fl=x&b_fl=~', '/pay?a=+&b_fl=~&_fl', '/pay?a=+&b_fl=~'],
    ['that has one already, last', '/pay?a=+&_fl', '/pay?a=+&_fl', '/pay?a=+'],
  ])('all else in an address stays as it is written: %s', async (_, link, asks, there) => {
    const { asked, address, event } = await walk(VISITOR, 0, false, 'a', ['/pay?x=1#top', link]);

    expect([asked.replace(/(_fl)=[\w.-]+/, '$1'), address, event.visitor_id]).toEqual([asks, there, VISITOR]);
  });

  it("all else in a form's address stays as it is written", async () => {
    const { asked, address } = await walk(VISITOR, 0, false, '#post', ['/pay?x=2', SIGNED]);

    expect([asked.replace(/(_fl)=[\w.-]+/, '$1'), address]).toEqual([SIGNED + '&_fl', SIGNED]);
  });

  it.each([
    ['first', '?_fl=ID&sig=a%20b~&flag', '?sig=a%20b~&flag'],
    ['between', '?sig=a%20b~&_fl=ID&flag', '?sig=a%20b~&flag'],
    ['last', '?sig=a%20b~&flag&_fl=ID', '?sig=a%20b~&flag'],
    ['with nothing in it', '?flag&_fl&name=M%FCller', '?flag&name=M%FCller'],
    ['twice', '?_fl=&_fl=ID&flag', '?flag'],
  ])('is taken out of the address and leaves the others as they are: %s', async (_, query, left) => {
    on.site.serve('/pay', { html: page('other.example') });

    await on.page.goto(`${on.site.origin}/pay${query.replace('ID', `${VISITOR}.${Date.now().toString(36)}`)}#top`);

    expect(on.page.url()).toBe(`${on.site.origin}/pay${left}#top`);
  });

  it('the visitor is the one whom the library itself has made and kept: both know one key', async () => {
    const { event } = await walk(null, 0, true);

    const before = on.collector.events().find(({ page_url }) => page_url.startsWith(on.site.origin))!;
    expect(before.visitor_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(event.visitor_id).toBe(before.visitor_id);
  });

  it.each([
    ['later', '', false],
    ['at once', 'setInterval = () => 0', false],
    ['at once, and had the library before', 'setInterval = () => 0', true],
  ])('a page that is left %s and comes back out of the cache has the visitor still, and so has the next', async (_, before, isThere) => {
    const library = isThere ? `<script src="${on.collector.origin}/fl.js"></script>` : '';
    await on.page.addInitScript(before);
    on.site.serve('/pay', { html: page('other.example').replace(`'granted');</script>`, '$&' + library) });
    await on.page.goto(handedOver(), { referer: OTHER });
    await on.collector.arrived(1);
    if (!before) {
      await on.page.waitForFunction((visitor) => localStorage.getItem('fl:v') == visitor, VISITOR);
    }

    await on.page.evaluate(`
      dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}));
      dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
      fl('track', 'back');`);
    await on.collector.arrived(1, () => on.collector.events().filter(({ type }) => type == 'back')); // the page view may come once more as the page goes

    expect(new Set(on.collector.events().map(({ visitor_id }) => visitor_id))).toEqual(new Set([VISITOR]));
    expect(await on.page.evaluate(() => localStorage.getItem('fl:v'))).toBe(VISITOR);
  });

  it('an earlier page of this side that comes back out of the cache goes on with the visitor who was handed over after it', async () => {
    on.site.serve('/pay', { html: page('other.example') });
    await on.page.goto(on.site.origin + '/pay');
    await on.collector.arrived(1);
    await on.page.evaluate(() => void dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    const later = await on.context.newPage();
    await later.goto(handedOver(), { referer: OTHER });
    await later.waitForFunction((visitor) => localStorage.getItem('fl:v') == visitor, VISITOR);
    await later.close();

    await on.page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})); fl('track', 'back');`);
    await on.collector.arrived(1, () => on.collector.events().filter(({ type }) => type == 'back'));

    expect(on.collector.events().find(({ type }) => type == 'back')).toMatchObject({ visitor_id: VISITOR, consent: 'granted' });
    expect(await on.page.evaluate(() => localStorage.getItem('fl:v'))).toBe(VISITOR);
  });

  it('what is noted of it is erased with the rest where consent is withdrawn', async () => {
    on.site.serve('/pay', { html: page('other.example') });
    await on.page.goto(on.site.origin + '/pay');
    await on.collector.arrived(1);
    await on.page.goto(handedOver(), { referer: OTHER });
    await on.page.waitForFunction(() => localStorage.getItem('fl:h'));

    await on.page.evaluate(() => window.fl('consent', 'denied'));

    expect(await on.page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });

  it('nobody is kept where the library keeps nobody', async () => {
    on.site.serve('/pay', { html: page('other.example').replaceAll(/fl\(['"]consent['"], ?['"]\w+['"]\);/g, '') });
    await on.page.goto(handedOver(), { referer: OTHER });
    await on.page.waitForFunction(() => window.fl.v);

    await on.page.evaluate(() => void dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));

    expect(await on.page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });

  it.each([
    ['a refusal', `fl('consent', 'denied')`, false],
    ['a refusal by a banner', `fl('consent', {state: 'denied', source: 'banner'})`, false],
    ['a refusal that waits for the library', `fl.push(['consent', 'denied'])`, true],
    ['a grant of nothing', `fl('consent', {state: 'granted', purposes: []})`, false],
    ['a refusal by init', `fl('init', '12345', {consent: 'denied'})`, false],
    ['an opt-out', `fl('optOut'); fl('optIn')`, false],
    ['forget', `fl('forget')`, false],
    ['a refusal in another tab', `dispatchEvent(new StorageEvent('storage', {key: 'fl:denied', newValue: '' + Date.now()}))`, false],
    ['a refusal in another tab, before the library is there', `dispatchEvent(new StorageEvent('storage', {key: 'fl:denied', newValue: '' + Date.now()}))`, true],
    ['an opt-out in another tab, before the library is there', `dispatchEvent(new StorageEvent('storage', {key: 'fl:out', newValue: '1'}))`, true],
  ])('a visitor who was handed over is forgotten for good by %s', async (_, refuse, isEarly) => {
    on.site.serve('/pay', { html: page('other.example').replaceAll(/fl\(['"]consent['"], ?['"]\w+['"]\);/g, '') });
    if (isEarly) {
      on.collector.holdLibrary();
    }
    await on.page.goto(handedOver(), { referer: OTHER, waitUntil: 'domcontentloaded' });
    if (!isEarly) {
      await on.page.waitForFunction(() => window.fl.v);
    }

    await on.page.evaluate(refuse);
    if (isEarly) {
      on.collector.releaseLibrary();
      await on.page.waitForFunction(() => window.fl.v);
    }
    await on.page.evaluate(`
      fl('consent', 'granted');
      fl('track', 'a');
      dispatchEvent(new Event('pagehide')); // by when it is taken over at the latest
      fl('track', 'b');`);
    const said = () => on.collector.events().filter(({ type }) => /^[ab]$/.test(type));
    await on.collector.arrived(2, said);

    const kept = await on.page.evaluate(() => localStorage.getItem('fl:v'));
    expect(kept).not.toBe(VISITOR);
    expect(new Set(said().map(({ visitor_id }) => visitor_id))).toEqual(new Set([kept]));
  });

  it.each([
    ['a link', 'a', ''],
    ['a form sent by POST', '#post', ''],
    ['a form sent by GET', '#get', ''],
    ['a link whose click is stopped', 'a', `document.body.addEventListener('click', (event) => event.stopPropagation(), true);`],
    ['a link whose click is stopped at once', 'a', `document.querySelector('a').addEventListener('click', (event) => event.stopImmediatePropagation());`],
    ['a link whose text is made anew by the click', 'a', `link = document.querySelector('a'); link.innerHTML = '<b>pay</b>'; link.addEventListener('click', () => (link.innerHTML = link.innerHTML));`],
    ['a form whose sending is stopped', '#post', `document.addEventListener('submit', (event) => event.stopPropagation());`],
  ])('nobody else on the page reads the visitor in the address of %s', async (_, by, stop) => {
    const pay = await Site.start();
    const payOrigin = pay.origin.replace('127.0.0.1', 'localhost');
    pay.serve('/pay', { html: page('127.0.0.1') });
    await open(page('localhost').replace('</body>', '<script>addEventListener("click", () => fl("init", "12345", {auto: {clicks: true}}), {capture: true, once: true})</script>$&').replaceAll(/(<a|<form)(.*?)"\/pay/g, `$1 target="_blank"$2"${payOrigin}/pay`));
    await on.page.evaluate(`localStorage.setItem('fl:v', '${VISITOR}'); seen = [];
      everything = () => document.body.outerHTML;
      for (const name of ['click', 'submit']) for (const where of [window, document, document.querySelector('${by}')]) for (const early of [true, false])
        where.addEventListener(name, () => seen.push(everything()), early);
      ${stop}
      before = everything();`);

    const [opened] = await Promise.all([on.context.waitForEvent('page'), on.page.click(by)]);
    await on.collector.arrived(1, () => on.collector.events().filter(({ page_url }) => page_url.startsWith(payOrigin)));
    await on.page.waitForFunction(`everything() == before`);

    expect(on.collector.events().find(({ page_url }) => page_url.startsWith(payOrigin))).toMatchObject({ visitor_id: VISITOR });
    expect(await on.page.evaluate(() => window.seen.length)).toBeGreaterThan(1);
    expect(await on.page.evaluate(`seen.filter((html) => html != before).length`)).toBe(0);
    expect(on.collector.events().filter(({ link_url }) => /_fl/.test(link_url))).toEqual([]);
    await opened.close();
    await pay.stop();
  });

  it('a form with a field named "matches" around a link breaks neither the hand-over nor the page that stops the click', async () => {
    await open(page('localhost').replace(/<a /, '<form><input name="matches"></form>$&'));
    await on.page.evaluate(`document.forms[0].append(document.querySelector('a'));
      document.forms[0].addEventListener('click', (event) => { event.stopPropagation(); seen = 'on'; event.preventDefault(); });`);

    await on.page.click('a');

    expect(await on.page.evaluate('seen')).toBe('on');
  });

  it('a click that a script has stopped, and the right button, leave a link as it is', async () => {
    await open(page('localhost').replaceAll('"/pay', `"http://localhost/pay`));
    await on.page.evaluate(`localStorage.setItem('fl:v', '${VISITOR}'); changes = 0;
      new MutationObserver((records) => (changes += records.length)).observe(document, {subtree: true, attributes: true, attributeFilter: ['href']});
      document.addEventListener('click', (event) => event.preventDefault())`);

    await on.page.click('a');
    await on.page.click('a', { button: 'right' });

    expect(await on.page.evaluate('changes')).toBe(0);
  });

  it.each(['a', '#post', '#get', '#own', '#own-get'])('nobody is handed over whom the library does not keep, and whom it keeps is: by %s', async (by) => {
    const host = '127.0.0.1'; // this one: what is asked for is all that matters
    const asked = async () => {
      await open(page(host).replaceAll(/fl\(['"]consent['"], ?['"]\w+['"]\);/g, ''));
      await on.page.waitForFunction(() => window.fl.v);
      const [request] = await Promise.all([on.page.waitForRequest('**/pay**'), on.page.click(by)]);
      return request.url();
    };
    on.site.serve('/pay', { html: markup('') });

    expect(await asked()).not.toContain('_fl');

    await on.page.evaluate((visitor) => localStorage.setItem('fl:v', visitor), VISITOR);
    expect(await asked()).toContain('_fl=' + VISITOR);
  });

  it.each([
    ['comes from another host', OTHER, VISITOR, true],
    ['comes from a host of which that is a part', 'https://www.other.example/', VISITOR, false],
    ['comes from a third host', 'https://evil.example/?from=other.example', VISITOR, false],
    ['comes from the same host', 'same', VISITOR, false],
    ['comes from nowhere that could be told', undefined, VISITOR, false],
    ['is none: no version', OTHER, '00000000-0000-0000-0000-000000000000', false],
    ['is none: another version', OTHER, '0197f3a0-0000-4000-8000-000000000001', false],
    ['is none: 36 characters', OTHER, '-'.repeat(36), false],
    ['is none: in capitals', OTHER, VISITOR.toUpperCase(), false],
  ])('is taken over or not, if it %s', async (_, referer, visitor, isTaken) => {
    on.site.serve('/pay', { html: page('other.example') });

    await on.page.goto(handedOver(visitor), referer ? { referer: referer == 'same' ? on.site.origin : referer } : {});
    await on.collector.arrived(1);

    expect(on.collector.events()[0]!.visitor_id == visitor).toBe(isTaken);
    expect(on.page.url()).toBe(on.site.origin + '/pay');
  });

  it.each([
    ['whose link says so', 'href=', 'rel=noreferrer href='],
    ['whose policy says so', '<a ', '<meta name="referrer" content="no-referrer"><a '],
  ])('nobody is handed over by a page that hides where it is: %s', async (_, from, to) => {
    const { address, event } = await walk(VISITOR, 0, false, 'a', [from, to]);

    expect(event.visitor_id).not.toBe(VISITOR);
    expect(address).toBe('/pay?x=1#top');
  });

  it('nothing else is handed over that stands where the library keeps the visitor', async () => {
    const { asked } = await walk('a visitor of somebody else, 36 long');

    expect(asked).toBe('/pay?x=1');
  });

  it('an address that was copied makes nobody the same visitor', async () => {
    const { address, event } = await walk(VISITOR, 150_000);

    expect(event.visitor_id).not.toBe(VISITOR);
    expect(address).toBe('/pay?x=1#top');
  });
});
