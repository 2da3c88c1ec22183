/** The cart, and the checkout: no payment, this is a demonstration. */
import { showCount } from './frame.js';
import { lines, placeOrder, put, totalCents } from './cart.js';
import { CURRENCY, amount, price } from './catalogue.js';

const cart = document.getElementById('cart');

function show() {
  showCount();
  cart.innerHTML = lines().length
    ? `<table>
        ${lines().map(({ product, quantity }) => `<tr><td>${product.picture}</td><td>${product.name}</td><td>${quantity} × ${price(product.cents)}</td><td><button class="plain" data-remove="${product.id}">Remove one</button></td></tr>`).join('')}
        <tr class="total"><td></td><td>Total</td><td>${price(totalCents())}</td><td></td></tr>
      </table>
      <button id="checkout">Place the order</button>
      <p class="small">No payment and no address: this shop is a demonstration.</p>`
    : '<p>Nothing in it yet. <a href="index.html">Have a look around.</a></p>';
}

cart.addEventListener('click', ({ target }) => {
  if (target.dataset.remove) {
    put(target.dataset.remove, -1);
    fl('track', 'remove_from_cart', { product_id: target.dataset.remove, quantity: 1 });
    show();
  } else if (target.id === 'checkout') {
    checkOut();
  }
});

function checkOut() {
  const value = amount(totalCents());
  const items = lines().map(({ product, quantity }) => ({ id: product.id, name: product.name, quantity, price: amount(product.cents) }));
  fl('track', 'begin_checkout', { value, currency: CURRENCY, items });
  const order = placeOrder(items);
  location.href = 'thank-you.html?' + new URLSearchParams({ order, value, currency: CURRENCY });
}

show();
