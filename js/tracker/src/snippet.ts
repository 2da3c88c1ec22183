/**
 * The inline snippet: what a site pastes above every other script of the page.
 *
 * It makes the global function that takes commands before the library is there, and asks for the library. A command is
 * `[function, ...parameters]`; it is kept in `fl.q` with `t`, the time at which it was called (`fl.q[0].t` is the first), so that an event that waited for
 * the library still carries the time at which it happened. Pasted twice, it loads once; the two calls at its end are the site's own and count each time.
 *
 * The nonce is copied because a page under a strict content security policy would refuse the library without it. `data-name` tells the library
 * what the global is called: a site whose page already has an `fl` writes another name in the three places.
 */
import type { Command, Stub } from './queue';

declare const fl: (...command: unknown[]) => void;

(function (page: Record<string, unknown>, doc: Document, name: string, url: string, stub?: Stub, script?: HTMLScriptElement) {
  if (!page[name]) {
    stub = page[name] = function () {
      stub!.push([].slice.call(arguments));
    } as Stub;
    stub.q = [];
    stub.push = function (command: Command) {
      command.t = +new Date();
      stub!.q.push(command);
    };
    script = doc.createElement('script');
    script.async = true;
    script.src = url;
    script.dataset.name = name;
    script.nonce = (doc.currentScript || script).nonce;
    doc.head.appendChild(script);
  }
})(window as never, document, 'fl', '{{collector}}/fl.js');

fl('init', '{{pixel}}');
fl('pageView');
