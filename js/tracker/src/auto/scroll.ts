/**
 * How far down a page was read: an event `scroll` with the `depth` in percent at each mark that is passed, once a page. A page that was never scrolled has none.
 *
 * Counted are moves down. What a router or the browser does of itself where another page begins is not: it puts the page at its top, or up as far as a shorter one
 * goes; and where the first frame of a page finds it (an anchor, a position that was kept) is nobody's doing either.
 */
import type { AutoModule } from '../types';
import { all, on, onPath } from './watch';

export interface ScrollOptions {
  /** Marks in percent, above 0; what is no number is left out. */
  depths?: number[];
}

export const scroll: AutoModule = (fl, { depths: asked = [] }: ScrollOptions) => {
  const numbers = asked.map(Number).filter((depth) => depth > 0);
  const depths = numbers[0] ? numbers.sort((a, b) => a - b) : [25, 50, 75, 100];
  let passed: number;
  /** Where the last frame left the page, in px; before its first one below everything. */
  let from: number;
  let frame = 0;

  /** Reads the layout, so at most once a frame, when the browser has it anyway. */
  function look(): void {
    frame = 0;
    const depth = ((scrollY + innerHeight + 1) / document.documentElement.scrollHeight) * 100; // a pixel for rounded positions
    for (; scrollY > from && depths[passed]! <= depth; passed++) {
      fl('track', 'scroll', { depth: depths[passed] });
    }
    from = Math.max(scrollY, 0); // above 0 where a page is pulled past its top
  }

  function begin(): void {
    passed = 0;
    from = Infinity;
    plan();
  }

  function plan(): void {
    frame = frame || requestAnimationFrame(look);
  }

  begin();
  return all([
    on(document, 'scroll', ({ target }) => target == document && plan()),
    onPath(begin),
    () => cancelAnimationFrame(frame),
  ]);
};
