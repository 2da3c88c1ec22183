/**
 * The inline snippet: what a site pastes above every other script of the page.
 *
 * It makes the global function that takes commands before the library is there, and asks for the library. A command is
 * `[function, ...parameters]`; it is kept in `fl.q` with `t`, the time at which it was called (`fl.q[0].t` is the first), so that an event that waited for
 * the library still carries the time at which it happened. Pasted twice, it loads once; the two calls at its end are the site's own and count each time.
 *
 * The nonce is copied because a page under a strict content security policy would refuse the library without it; the policy `firstlight` of Trusted Types
 * lets through this one address and nothing else. `data-name` tells the library what the global is called: a site whose page already has an `fl` writes
 * another name in the three places. Whatever a page's policies refuse, nothing is thrown: then the library does not come.
 *
 * The build makes three of it: the plain one; one that is pinned to one file by its hash (`INTEGRITY`); and one that asks for nothing, not even the library,
 * before a `consent` command lets events go (`HELD`). That one also does by itself what cannot wait for a library that may never come: a refusal, an opt-out and
 * `forget` erase what earlier pages have kept, an opt-out is remembered, and other tabs hear of both (`storage.ts`, `outbox.ts`: the same keys and words).
 */
import type { Command, Stub } from './queue';

declare const fl: (...command: unknown[]) => void;
declare const INTEGRITY: string;
declare const HELD: boolean;

(function (page: Record<string, any>, doc: Document, name: string, url: string, stub?: Stub, script?: HTMLScriptElement | null, load?: () => void, said?: string, kept?: any, key?: string) {
  if (!page[name]) {
    stub = page[name] = function () {
      stub!.push([].slice.call(arguments));
    } as Stub;
    stub.q = [];
    stub.push = function (command: Command) {
      command.t = +new Date();
      stub!.q.push(command);
      if (HELD) {
        try {
          said = '' + [command[0], Object(command[1]).state || command[1]];
          if (/^consent,(granted|not_required)$/.test(said)) {
            load!();
          }
          if (/^(consent,denied|optO|forg)/.test(said)) {
            for (key in (kept = localStorage)) {
              // Until when a page lives stays: it shall not take this for a storage that the site has emptied.
              if (/^fl:(?!out)/.test(key) && !(kept[key] > command.t!)) {
                delete kept[key];
              }
            }
            // Others hear of it when all else is erased.
            if (said[0] == 'o') {
              kept['fl:out'] = 1;
            }
            if (said[0] == 'c') {
              kept['fl:denied'] = command.t;
              delete kept['fl:denied'];
            }
          }
        } catch (e) {}
      }
    };
    script = doc.createElement('script');
    script.nonce = (doc.currentScript || script).nonce;
    load = function () {
      if (HELD) {
        load = function () {};
      }
      script!.async = true;
      script!.dataset.name = name;
      if (INTEGRITY) {
        script!.integrity = INTEGRITY;
        script!.crossOrigin = '';
      }
      script!.src = page.trustedTypes
        ? page.trustedTypes
            .createPolicy('firstlight', {
              createScriptURL: function () {
                return url;
              },
            })
            .createScriptURL('')
        : url;
      doc.head.appendChild(script!);
    };
    if (!HELD) {
      try {
        load();
      } catch (e) {}
    }
  }
})(window as never, document, 'fl', '{{collector}}/{{script}}');

fl('init', '{{pixel}}');
fl('pageView');
