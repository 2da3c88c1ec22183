/**
 * An adapter as a script of its own: `<script async src="…/fl-tcf.js" data-vendor="755"></script>`, behind the snippet. Its options are the attributes of its
 * element, `data-name` the name of the global function where that is not `fl`.
 */
import type { Fl } from '../types';
import { quietly } from './common';

export function attach(adapter: (fl: Fl, options: any) => unknown): void {
  quietly(() => {
    const script = document.currentScript as HTMLScriptElement | null;
    // An element of the page's may have this name, and stand in its place: its text is none.
    const said: any = script?.text?.concat ? script.dataset : {};
    const fl = (window as any)[said.name || 'fl'];
    fl.call && adapter(fl, said); // without the snippet there is nobody to tell
  });
}
