/** The order is through: one conversion. It carries the order id from the address, so a reload says the same order again and counts once. */
import './frame.js';
import { itemsOf } from './cart.js';

const asked = new URLSearchParams(location.search);
const [order, value, currency] = ['order', 'value', 'currency'].map((name) => asked.get(name));
const article = document.getElementById('order');

if (order) {
  article.innerHTML = '<div><h1>Thank you!</h1><p>Your order <b id="order-id"></b> over <b id="order-value"></b> is on its way.</p><p><a href="index.html">Back to the shop</a></p></div>';
  document.getElementById('order-id').textContent = order;
  document.getElementById('order-value').textContent = `${value} ${currency}`;
  fl('conversion', { goal: 'purchase', order_id: order, value, currency, items: itemsOf(order) });
} else {
  article.innerHTML = '<p>No order here. <a href="index.html">Back to the shop</a></p>';
}
