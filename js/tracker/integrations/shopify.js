/**
 * Shopify: Settings, Customer events, Add custom pixel; permission "Analytics". Put your collector and pixel into the first line.
 *
 * A custom pixel runs in a frame of Shopify's, so it sends events by itself instead of loading the library. It says `consent` as Shopify's banner
 * has it, and nothing leaves before the visitor allowed analytics. What happens before the answer waits in the frame's memory, 100 events of a page at most (what comes
 * then is dropped), and leaves after a yes with the time at which it happened; a no ends it. Of a no on an earlier page Shopify says at the start what it says where nobody
 * has answered: what happens then waits for a yes as well. One event has one id, which is Shopify's own. By POST, as an order of 60 lines is longer than an address may be;
 * as text, of which a browser asks nobody beforehand. An event may have 64 KiB.
 */
const firstlight = {collector: '{{collector}}', pixel: '{{pixel}}', isAllowed: false, waiting: [], WAITING_MAX: 100};

const send = (type, event, fields) => {
  const page = event.context.document;
  const all = {
    type, id: event.id, created_at: Date.parse(event.timestamp), visitor_id: event.clientId,
    page_url: page.location.href, referrer: page.referrer, page_title: page.title, ...fields,
  };
  if (firstlight.isAllowed) {
    post(all);
  } else if (firstlight.waiting && firstlight.waiting.length < firstlight.WAITING_MAX) {
    firstlight.waiting.push(all);
  }
};

const post = (all) => {
  const body = JSON.stringify({...all, sent_at: Date.now(), consent: 'granted:analytics'}, (_, value) => value ?? undefined);
  const request = {method: 'POST', mode: 'no-cors', keepalive: true, body};
  const url = `${firstlight.collector}/${firstlight.pixel}/events`;
  // A browser keeps no more than 64 KiB alive of all that is under way: what has no room goes without.
  fetch(url, request).catch(() => fetch(url, {...request, keepalive: false})).catch(() => {});
};

/** The visitor's answer, which ends the waiting. After a no, what happens is dropped at once. */
const answer = (isAllowed) => {
  const waiting = firstlight.waiting || [];
  Object.assign(firstlight, {isAllowed, waiting: undefined});
  if (isAllowed) {
    waiting.forEach(post);
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

// Behind the events, so that none is lost if this fails. A custom pixel has `customerPrivacy` in `api`, an app's beside it.
const privacy = typeof api != 'undefined' && api.customerPrivacy || typeof customerPrivacy != 'undefined' && customerPrivacy;
if (typeof init != 'undefined' && init.customerPrivacy && init.customerPrivacy.analyticsProcessingAllowed) {
  answer(true);
}
if (privacy) {
  privacy.subscribe('visitorConsentCollected', (event) => answer(event.customerPrivacy.analyticsProcessingAllowed));
} else {
  console.warn('firstlight: no customerPrivacy here; what the banner says later is not heard');
}
