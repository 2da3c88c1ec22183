/** Listing: an impression when the promotion is really seen, a click on it or on a product. */
import './frame.js';
import { PRODUCTS, price } from './catalogue.js';

const PROMOTION = { campaign_id: 'first-light-week', placement_id: 'listing-banner' };

const promotion = document.getElementById('promotion');
const watch = new IntersectionObserver(
  ([seen]) => {
    if (seen.isIntersecting) {
      watch.disconnect();
      fl('impression', PROMOTION);
    }
  },
  { threshold: 0.5 },
);
watch.observe(promotion);
promotion.addEventListener('click', () => fl('click', { ...PROMOTION, product_id: 'lantern' }));

const products = document.getElementById('products');
products.innerHTML = PRODUCTS.map(
  ({ id, name, cents, picture }) => `<li><a href="product.html?id=${id}" data-product="${id}">${picture}<b>${name}</b><span>${price(cents)}</span></a></li>`,
).join('');
products.addEventListener('click', ({ target }) => {
  const link = target.closest('[data-product]');
  if (link) {
    fl('click', { product_id: link.dataset.product, placement_id: 'listing-grid' });
  }
});
