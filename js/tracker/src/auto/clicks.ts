/**
 * Clicks on links that lead to another host, and on whatever is marked with `data-fl-click`; the middle button opens links as well. Nothing is held up: the
 * click goes its way, and the event goes by itself.
 */
import type { AutoModule } from '../types';
import { all, marks, on } from './watch';

export interface ClickOptions {
  /** Hosts that are the site's own as well: links there lead nowhere else. Their subdomains are included. One may stand alone. */
  own?: string | string[];
}

export const clicks: AutoModule = (fl, { own = [] }: ClickOptions) => {
  /** What was marked, until the end of the task: the browser makes a second click of one on a label's text, at the field, in the same task. */
  let latest: Element | undefined;

  const isOwn = (host: string) => host == location.hostname || ([] as string[]).concat(own).some((one) => ('.' + host).endsWith('.' + one));

  function clicked(event: MouseEvent): void {
    // Out of components as well, where `closest` ends; a field that is called "matches" stands in the place of its form's own.
    const nearest = (selector: string) => event.composedPath().find((one: any) => one.matches?.call?.(one, selector)) as Element | undefined;
    const marked = nearest('[data-fl-click]');
    const link = nearest('a[href]') as HTMLAnchorElement | undefined;
    const isOutbound = link && /^http/.test(link.protocol) && !isOwn(link.hostname);
    if (!(event.button > 1) && (marked ? marked != latest : isOutbound)) {
      latest = marked;
      setTimeout(() => (latest = undefined));
      const fields = marked ? marks(marked, 'data-fl-click') : {};
      if (link) {
        fields.link_url = link.href;
      }
      if (isOutbound) {
        fields.outbound = isOutbound;
      }
      fl('click', fields);
    }
  }

  return all([on(document, 'click', clicked), on(document, 'auxclick', clicked)]);
};
