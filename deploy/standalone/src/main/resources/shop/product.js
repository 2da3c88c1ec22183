/** One product: that it was seen, and that it was put into the cart. */
import { showCount } from './frame.js';
import { put } from './cart.js';
import { CURRENCY, amount, price, productOf } from './catalogue.js';

const product = productOf(new URLSearchParams(location.search).get('id'));
const article = document.getElementById('product');

if (product) {
  const { id, name, cents, about, picture } = product;
  document.title = document.title.replace('Product', name);
  article.innerHTML = `${picture}<div><h1>${name}</h1><p>${about}</p><p class="price">${price(cents)}</p><button id="add">Add to cart</button><p id="added" role="status"></p></div>`;
  fl('track', 'product_view', { product_id: id, value: amount(cents), currency: CURRENCY });
  document.getElementById('add').addEventListener('click', () => {
    put(id, 1);
    showCount();
    document.getElementById('added').innerHTML = 'In your cart. <a href="cart.html">Go to the cart</a>';
    fl('track', 'add_to_cart', { product_id: id, value: amount(cents), currency: CURRENCY, quantity: 1 });
  });
} else {
  article.innerHTML = '<p>We do not have that one. <a href="index.html">Here is everything we have.</a></p>';
}
