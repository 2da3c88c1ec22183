/** The cart of this shop, in the session storage of this shop. The tracker stores nothing. */
import { productOf } from './catalogue.js';

const CART = 'shop.cart';
const ORDER = 'shop.order.';

const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? 'null');
const write = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));

/** @returns {{product: object, quantity: number}[]} */
export const lines = () =>
  Object.entries(read(CART) ?? {})
    .map(([id, quantity]) => ({ product: productOf(id), quantity }))
    .filter(({ product }) => product);

export const count = () => lines().reduce((sum, { quantity }) => sum + quantity, 0);

export const totalCents = () => lines().reduce((sum, { product, quantity }) => sum + product.cents * quantity, 0);

export function put(id, quantity) {
  const { [id]: before = 0, ...others } = read(CART) ?? {};
  const now = before + quantity;
  write(CART, now > 0 ? { ...others, [id]: now } : others);
}

/** Turns the cart into an order. Its id is made here, once: whoever reloads the thank-you page reloads the same order. */
export function placeOrder(items) {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  const id = `D-${Date.now().toString(36)}-${random.toString(36)}`.toUpperCase();
  write(ORDER + id, items);
  sessionStorage.removeItem(CART);
  return id;
}

export const itemsOf = (orderId) => read(ORDER + orderId) ?? undefined;
