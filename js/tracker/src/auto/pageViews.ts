/**
 * Page views, those of single-page applications as well: one when the page is loaded, one when its path changes, one when it comes back out of the
 * back/forward cache. The hash, and a query that only says how a list is filtered, make no page, unless the site says that they do.
 *
 * A view waits for the end of the task, or as long as the site says: routers set the title after the address, and one that pushes and then
 * redirects has gone to one page. A page that is left before has it sent at once.
 */
import type { AutoModule } from '../types';
import { all, on, onLeave, onRoute } from './watch';

export interface PageViewOptions {
  /** `false`: the site sends the first one itself, as the snippet does. */
  first?: boolean;
  /** `true`: another query is another page; a list: another value of one of these parameters is. */
  query?: boolean | string[];
  /** `true`: another hash is another page, as in applications that route by it. */
  hash?: boolean;
  /** How long a view waits for the title, in ms. */
  delay?: number;
}

export const pageViews: AutoModule = (fl, options: PageViewOptions) => {
  let seen: string | undefined;
  let seenAt: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function place(): string {
    const parameters = new URLSearchParams(location.search);
    const query = (options.query as string[] | undefined)?.map ? (options.query as string[]).map((name) => parameters.getAll(name)) : options.query && location.search;
    return [location.pathname, JSON.stringify(query), options.hash && location.hash].join();
  }

  /** `isTold`: the site sends this one itself. */
  function look(isTold?: boolean): void {
    clearTimeout(timer);
    const here = place();
    if (here != seen) {
      isTold || fl('pageView', seenAt ? { referrer: seenAt } : {});
      seen = here;
      seenAt = location.href;
    }
  }

  look(options.first === false);
  return all([
    onRoute(() => {
      clearTimeout(timer);
      timer = setTimeout(look, options.delay || 0);
    }),
    onLeave(() => look()),
    on(window, 'pageshow', ({ persisted }) => {
      if (persisted) {
        seen = seenAt = undefined;
        look();
      }
    }),
    () => clearTimeout(timer),
  ]);
};
