/**
 * Shopify: Settings, Customer events, Add custom pixel; permission "Analytics". Put your collector and pixel into the first line.
 *
 * A custom pixel runs in a frame of Shopify's, so it fires pixels by itself instead of loading the library. It says `consent` as Shopify's banner
 * has it, and nothing leaves before the visitor allowed analytics. One event has one id, which is Shopify's own.
 */
const firstlight = {collector: '{{collector}}', pixel: '{{pixel}}', isAllowed: init.customerPrivacy.analyticsProcessingAllowed};

customerPrivacy.subscribe('visitorConsentCollected', (event) => {
  firstlight.isAllowed = event.customerPrivacy.analyticsProcessingAllowed;
});

const send = (type, event, fields) => {
  if (firstlight.isAllowed) {
    const page = event.context.document;
    const all = {
      e: type, eid: event.id, ct: Date.parse(event.timestamp), st: Date.now(), vid: event.clientId, cs: 'granted:analytics',
      url: page.location.href, ref: page.referrer, ti: page.title, ...fields,
    };
    const query = Object.keys(all).filter((key) => all[key] != null && all[key] !== '').map((key) => key + '=' + encodeURIComponent(all[key]));
    fetch(`${firstlight.collector}/${firstlight.pixel}/pixel.png?${query.join('&')}`, {keepalive: true, mode: 'no-cors'}).catch(() => {});
  }
};

const item = ({title, quantity, variant}) => ({id: (variant && (variant.sku || variant.id)) || title, name: title, quantity, price: variant && variant.price && variant.price.amount});
const money = (amount) => ({val: amount && amount.amount, cur: amount && amount.currencyCode});

analytics.subscribe('page_viewed', (event) => send('page_view', event, {}));
analytics.subscribe('product_viewed', (event) => {
  const variant = event.data.productVariant;
  send('product_view', event, {prd: variant.sku || variant.id, ...money(variant.price)});
});
analytics.subscribe('product_added_to_cart', (event) => {
  const {merchandise, cost} = event.data.cartLine;
  send('add_to_cart', event, {prd: merchandise.sku || merchandise.id, ...money(cost && cost.totalAmount)});
});
analytics.subscribe('checkout_started', (event) => send('begin_checkout', event, money(event.data.checkout.totalPrice)));
analytics.subscribe('checkout_completed', (event) => {
  const {order, totalPrice, lineItems, discountApplications} = event.data.checkout;
  const coupon = (discountApplications || []).find(({type}) => type == 'DISCOUNT_CODE');
  send('conversion', event, {
    goal: 'purchase', oid: order && order.id, ...money(totalPrice), cpn: coupon && coupon.title,
    items: JSON.stringify((lineItems || []).map(item)),
  });
});
