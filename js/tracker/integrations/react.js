/**
 * React and Next.js, without a dependency: a module to copy, and two lines of your own application.
 *
 *   'use client'; // in the app directory of Next.js alone: there it is the first statement, above the imports, of the file with `Tracking`
 *   import { useEffect } from 'react';
 *   import { firstlight } from './firstlight';
 *   export const fl = firstlight('https://collect.shop.example', '12345');
 *
 *   // anywhere inside, once: views of all routes, whatever the router is (it listens to the address, not to React)
 *   export function Tracking() { useEffect(() => fl.start(), []); return null; }
 *   // in your banner, where somebody says yes; nothing leaves before
 *   fl('consent', {state: 'granted', purposes: 'analytics'});
 *   // in a handler or an effect
 *   fl('conversion', {goal: 'purchase', order_id: order.id, value: order.total, currency: 'EUR'});
 *
 * This module itself needs no 'use client'; a component of the server cannot call what a file with it exports. Is `fl` taken on your page? Pass another name for
 * the page's function as the fourth parameter.
 *
 * Safe on the server (it does nothing there), with effects that run twice (React's strict mode) and with hot reloading: the library is asked for once.
 * Nothing is thrown into the application, which React would take off the page: what fails first is a warning on the console. Where Trusted Types are required, allow
 * the policy `firstlight`.
 */
export function firstlight(collector, pixel, auto = 'pageViews', name = 'fl') {
  const isBrowser = typeof window !== 'undefined';
  let isTold = false;
  const fl = (...command) => quietly(() => queue()(...command));
  fl.start = () =>
    quietly(() => {
      if (!queue().isStarted) {
        queue().isStarted = true;
        const addressOf = allowed();
        load(addressOf('fl.js'));
        fl('init', pixel, { endpoint: collector });
        load(addressOf('fl-auto.js'), { auto });
      }
    });
  return fl;

  function quietly(act) {
    if (isBrowser) {
      try {
        act();
      } catch (problem) {
        isTold || console.warn('firstlight:', problem);
        isTold = true;
      }
    }
  }

  /** What the snippet makes: commands wait in it for the library, with the time at which they were called. An element with that id is none. */
  function queue() {
    if (!window[name]?.q) {
      if (window[name] && Object.prototype.hasOwnProperty.call(window, name)) {
        throw new Error(`window.${name} is the page's own, give another name`);
      }
      const stub = (...command) => stub.push(command);
      stub.q = [];
      stub.push = (command) => stub.q.push(Object.assign(command, { t: Date.now() }));
      window[name] = stub;
    }
    return window[name];
  }

  /** One policy for both files, as a page may make one of a name; it lets through nothing else. Refused, a page that requires none has the plain address. */
  function allowed() {
    const urlOf = (file) => `${collector}/${file}`;
    try {
      const policy = window.trustedTypes.createPolicy('firstlight', { createScriptURL: urlOf });
      return (file) => policy.createScriptURL(file);
    } catch {
      return urlOf;
    }
  }

  function load(src, data = {}) {
    const script = document.createElement('script');
    Object.assign(script.dataset, { name, ...data });
    script.async = true;
    script.src = src;
    document.head.appendChild(script);
  }
}
