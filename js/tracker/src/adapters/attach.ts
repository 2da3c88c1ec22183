/**
 * An adapter as a script of its own: `<script async src="…/fl-tcf.js" data-vendor="755"></script>`, behind the snippet. Its options are the attributes of its
 * element, `data-name` the name of the global function where that is not `fl`.
 */
import type { Fl } from '../types';

export function attach(adapter: (fl: Fl, options: any) => unknown): void {
  try {
    const { dataset } = (document.currentScript || document.body) as HTMLElement;
    adapter((window as any)[dataset.name || 'fl'], dataset);
  } catch (problem) {
    console.warn('[firstlight]', problem);
  }
}
