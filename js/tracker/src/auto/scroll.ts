/** How far down a page was read: an event `scroll` with the `depth` in percent at each mark that is passed, once a page. A page that was never scrolled has none. */
import type { AutoModule } from '../types';
import { all, on, onRoute } from './watch';

export interface ScrollOptions {
  /** Marks in percent, in order. */
  depths?: number[];
}

export const scroll: AutoModule = (fl, { depths = [25, 50, 75, 100] }: ScrollOptions) => {
  let path = location.pathname;
  let passed = 0;
  let frame = 0;

  /** Reads the layout, so at most once a frame, when the browser has it anyway. */
  function look(): void {
    frame = 0;
    const depth = ((scrollY + innerHeight + 1) / document.documentElement.scrollHeight) * 100; // a pixel for rounded positions
    for (; passed < depths.length && depths[passed]! <= depth; passed++) {
      fl('track', 'scroll', { depth: depths[passed] });
    }
  }

  return all([
    on(document, 'scroll', () => (frame = frame || requestAnimationFrame(look))),
    onRoute(() => {
      if (path != location.pathname) {
        path = location.pathname;
        passed = 0;
      }
    }),
    () => cancelAnimationFrame(frame),
  ]);
};
