/**
 * Clicks on links that lead to another host, and on whatever is marked with `data-fl-click`; the middle button opens links as well. Nothing is held up: the
 * click goes its way, and the event goes by itself.
 */
import type { AutoModule } from '../types';
import { all, marks, on } from './watch';

const MARK = 'data-fl-click';

export interface ClickOptions {
  /** Hosts that are the site's own as well: links there lead nowhere else. Their subdomains are included. */
  own?: string[];
}

export const clicks: AutoModule = (fl, { own = [] }: ClickOptions) => {
  const isOwn = (host: string) => host == location.hostname || own.some((one) => ('.' + host).endsWith('.' + one));

  function clicked(event: MouseEvent): void {
    const target = event.composedPath()[0] as Element; // inside a component, too
    if (event.button > 1 || !target.closest) {
      return;
    }
    const marked = target.closest(`[${MARK}]`);
    const link = target.closest('a[href]') as HTMLAnchorElement | null;
    const isOutbound = !!link && /^http/.test(link.protocol) && !isOwn(link.hostname);
    if (marked || isOutbound) {
      const fields = marked ? marks(marked, MARK) : {};
      if (link) {
        fields.link_url = link.href;
      }
      if (isOutbound) {
        fields.outbound = true;
      }
      fl('click', fields);
    }
  }

  return all(['click', 'auxclick'].map((name) => on(document, name, clicked)));
};
