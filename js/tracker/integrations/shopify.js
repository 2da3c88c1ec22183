/**
 * Shopify: Settings, Customer events, Add custom pixel; permission "Analytics". Put your collector and pixel into the first line.
 *
 * A custom pixel runs in a frame of Shopify's, so it sends events by itself instead of loading the library. It says `consent` as Shopify's banner
 * has it, and nothing leaves before the visitor allowed analytics. One event has one id, which is Shopify's own. By POST, as an order of 60 lines is longer
 * than an address may be; as text, of which a browser asks nobody beforehand. An event may have 64 KiB.
 */
const firstlight = {collector: '{{collector}}', pixel: '{{pixel}}', isAllowed: init.customerPrivacy.analyticsProcessingAllowed};

api.customerPrivacy.subscribe('visitorConsentCollected', (event) => {
  firstlight.isAllowed = event.customerPrivacy.analyticsProcessingAllowed;
});

const send = (type, event, fields) => {
  if (firstlight.isAllowed) {
    const page = event.context.document;
    const all = {
      type, id: event.id, created_at: Date.parse(event.timestamp), sent_at: Date.now(), visitor_id: event.clientId, consent: 'granted:analytics',
      page_url: page.location.href, referrer: page.referrer, page_title: page.title, ...fields,
    };
    const request = {method: 'POST', mode: 'no-cors', keepalive: true, body: JSON.stringify(all, (_, value) => value ?? undefined)};
    const url = `${firstlight.collector}/${firstlight.pixel}/events`;
    // A browser keeps no more than 64 KiB alive of all that is under way: what has no room goes without.
    fetch(url, request).catch(() => fetch(url, {...request, keepalive: false})).catch(() => {});
  }
};

const item = ({title, quantity, variant}) => ({id: (variant && (variant.sku || variant.id)) || title, name: title, quantity, price: variant && variant.price && variant.price.amount});
const money = (amount) => ({value: amount && amount.amount, currency: amount && amount.currencyCode});

analytics.subscribe('page_viewed', (event) => send('page_view', event, {}));
analytics.subscribe('product_viewed', (event) => {
  const variant = event.data.productVariant;
  send('product_view', event, {product_id: variant.sku || variant.id, ...money(variant.price)});
});
analytics.subscribe('product_added_to_cart', (event) => {
  const {merchandise, cost} = event.data.cartLine;
  send('add_to_cart', event, {product_id: merchandise.sku || merchandise.id, ...money(cost && cost.totalAmount)});
});
analytics.subscribe('checkout_started', (event) => send('begin_checkout', event, money(event.data.checkout.totalPrice)));
analytics.subscribe('checkout_completed', (event) => {
  const {order, totalPrice, lineItems, discountApplications} = event.data.checkout;
  const coupon = (discountApplications || []).find(({type}) => type == 'DISCOUNT_CODE');
  send('conversion', event, {
    goal: 'purchase', order_id: order && order.id, ...money(totalPrice), coupon: coupon && coupon.title,
    items: (lineItems || []).map(item),
  });
});
