/**
 * How long a page was in front: an event `time_on_page` with `seconds` each time that the visitor turns away from it. A page that is looked at three times sends
 * three, whose sum is its time. By the monotonic clock; time in a tab behind others is not counted.
 */
import type { AutoModule } from '../types';
import { all, isHidden, on, onLeave, onPath, onRoute } from './watch';

export const timeOnPage: AutoModule = (fl) => {
  let url = location.href;
  let since = isHidden() ? 0 : performance.now();

  function left(): void {
    const seconds = since && Math.round((performance.now() - since) / 100) / 10;
    since = 0;
    if (seconds) {
      fl('track', 'time_on_page', { seconds, page_url: url }); // the address has changed already where a route was left
    }
  }

  function begin(): void {
    url = location.href;
    if (!isHidden()) {
      since = since || performance.now();
    }
  }

  return all([
    onLeave(left),
    on(document, 'visibilitychange', begin),
    on(window, 'pageshow', begin),
    onPath(left),
    onRoute(begin),
  ]);
};
