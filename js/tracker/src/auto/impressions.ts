/**
 * Impressions of what is marked with `data-fl-impression`: half of it in view for one second without a break, in a tab that is in front (the MRC's and
 * IAB's guideline for display ads). Once an element; elements that come later are found.
 */
import type { AutoModule } from '../types';
import { all, isHidden, marks, on } from './watch';

export interface ImpressionOptions {
  /** Share that must be in view, above 0 and at most 1; anything else is a half. */
  share?: number;
  /** For how long, in ms; what is no number is a second. */
  duration?: number;
}

export const impressions: AutoModule = (fl, options: ImpressionOptions) => {
  const share = options.share! > 0 && options.share! <= 1 ? +options.share! : 0.5;
  const duration = +options.duration! >= 0 ? +options.duration! : 1000;
  /** What is in view now, and since when it is waited for. */
  const inView = new Map<Element, ReturnType<typeof setTimeout> | undefined>();

  function wait(element: Element): void {
    clearTimeout(inView.get(element));
    inView.set(element, isHidden() ? undefined : setTimeout(seen, duration, element));
  }

  function seen(element: Element): void {
    forget(element);
    observer.unobserve(element);
    fl('impression', marks(element, 'data-fl-impression'));
  }

  function forget(element: Element): void {
    clearTimeout(inView.get(element));
    inView.delete(element);
  }

  const observer = new IntersectionObserver(
    (entries) => entries.forEach(({ target, intersectionRatio }) => (intersectionRatio >= share ? wait : forget)(target)),
    { threshold: share },
  );
  const known = new WeakSet<Element>();
  function find(): void {
    document.querySelectorAll('[data-fl-impression]').forEach((element) => {
      if (!known.has(element)) {
        known.add(element);
        observer.observe(element);
      }
    });
  }
  const changes = new MutationObserver(find);
  changes.observe(document, { childList: true, subtree: true, attributeFilter: ['data-fl-impression'] });
  find();
  return all([
    on(document, 'visibilitychange', () => inView.forEach((_, element) => wait(element))),
    () => changes.disconnect(),
    () => observer.disconnect(),
    () => inView.forEach((_, element) => forget(element)),
  ]);
};
