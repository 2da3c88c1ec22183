/**
 * React and Next.js, without a dependency: two lines of your own application.
 *
 *   import { useEffect } from 'react';
 *   import { firstlight } from './firstlight';
 *   const fl = firstlight('https://collect.shop.example', '12345');
 *
 *   // anywhere inside, once: views of all routes, whatever the router is (it listens to the address, not to React)
 *   export function Tracking() { useEffect(() => fl.start(), []); return null; }
 *   // in your banner, where somebody says yes; nothing leaves before
 *   fl('consent', {state: 'granted', purposes: 'analytics'});
 *   // in a handler or an effect
 *   fl('conversion', {goal: 'purchase', order_id: order.id, value: order.total, currency: 'EUR'});
 *
 * In the app directory of Next.js the file with `Tracking` begins with 'use client'.
 *
 * Safe on the server (it does nothing there), with effects that run twice (React's strict mode) and with hot reloading: the library is asked for once.
 */
export function firstlight(collector, pixel, auto = 'pageViews') {
  const isBrowser = typeof window !== 'undefined';
  const fl = (...command) => {
    if (isBrowser) {
      queue()(...command);
    }
  };
  fl.start = () => {
    if (isBrowser && !window.fl?.isStarted) {
      queue().isStarted = true;
      load('fl.js');
      window.fl('init', pixel, { endpoint: collector });
      load('fl-auto.js', { auto });
    }
  };
  return fl;

  /** What the snippet makes: commands wait in it for the library, with the time at which they were called. */
  function queue() {
    if (!window.fl) {
      const stub = (...command) => stub.push(command);
      stub.q = [];
      stub.push = (command) => stub.q.push(Object.assign(command, { t: Date.now() }));
      window.fl = stub;
    }
    return window.fl;
  }

  function load(file, data = {}) {
    const script = document.createElement('script');
    Object.assign(script.dataset, data);
    script.async = true;
    script.src = `${collector}/${file}`;
    document.head.appendChild(script);
  }
}
