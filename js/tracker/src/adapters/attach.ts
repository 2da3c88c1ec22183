/**
 * An adapter as a script of its own: `<script async src="…/fl-tcf.js" data-vendor="755"></script>`, behind the snippet. Its options are the attributes of its
 * element, `data-name` the name of the global function where that is not `fl`.
 */
import type { Fl } from '../types';
import { quietly } from './common';

export function attach(adapter: (fl: Fl, options: any) => unknown): void {
  quietly(() => {
    const { dataset } = (document.currentScript || document.body) as HTMLElement;
    const fl = (window as any)[dataset.name || 'fl'];
    fl.call && adapter(fl, dataset); // without the snippet there is nobody to tell
  });
}
