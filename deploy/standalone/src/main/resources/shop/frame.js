/** What every page has: the number in the cart, and the panel of what was fired. */
import { count } from './cart.js';

export function showCount() {
  document.getElementById('cart-count').textContent = count();
}

/** Lists every request of this page to the collector, read from the browser's own performance entries: what it shows did leave. */
function showFired() {
  const { collector, pixel } = document.body.dataset;
  const panel = document.getElementById('fired');
  panel.innerHTML = '<h2>What was fired on this page</h2><ol></ol><p></p>';
  panel.querySelector('p').textContent = `Pixel ${pixel}, sent to ${collector}. Ask for the rows: deploy/firstlight query "select * from events"`;
  const list = panel.querySelector('ol');
  new PerformanceObserver((entries) => {
    for (const { name } of entries.getEntries()) {
      if (name.startsWith(`${collector}/${pixel}/`)) {
        list.append(asLine(new URL(name)));
      }
    }
  }).observe({ type: 'resource', buffered: true });
}

function asLine(url) {
  const of = url.searchParams;
  const line = document.createElement('li');
  const type = document.createElement('b');
  type.textContent = of.get('type') ?? 'several events, or a long one, by POST';
  const what = ['goal', 'order_id', 'value', 'currency', 'product_id', 'campaign_id', 'placement_id', 'quantity'].filter((key) => of.has(key)).map((key) => of.get(key));
  line.append(type, ` ${what.join(' · ')}`);
  return line;
}

showCount();
showFired();
