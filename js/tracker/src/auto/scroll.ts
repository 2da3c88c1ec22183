/** How far down a page was read: an event `scroll` with the `depth` in percent at each mark that is passed, once a page. A page that was never scrolled has none. */
import type { AutoModule } from '../types';
import { all, on, onPath } from './watch';

export interface ScrollOptions {
  /** Marks in percent, above 0; what is no number is left out. */
  depths?: number[];
}

export const scroll: AutoModule = (fl, { depths: asked = [] }: ScrollOptions) => {
  const numbers = asked.map(Number).filter((depth) => depth > 0);
  const depths = numbers[0] ? numbers.sort((a, b) => a - b) : [25, 50, 75, 100];
  let passed = 0;
  let frame = 0;

  /** Reads the layout, so at most once a frame, when the browser has it anyway. */
  function look(): void {
    frame = 0;
    const depth = ((scrollY + innerHeight + 1) / document.documentElement.scrollHeight) * 100; // a pixel for rounded positions
    for (; depths[passed]! <= depth; passed++) {
      fl('track', 'scroll', { depth: depths[passed] });
    }
  }

  return all([
    on(document, 'scroll', () => (frame = frame || requestAnimationFrame(look))),
    onPath(() => {
      passed = 0;
    }),
    () => cancelAnimationFrame(frame),
  ]);
};
