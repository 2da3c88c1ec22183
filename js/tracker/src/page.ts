/**
 * What every event says about the page it happened on. Read when the event is made, never stored; nothing here tells two visitors with the same
 * kind of screen apart on purpose: no canvas, no fonts, no plug-in lists.
 */
import { saysGpc } from './consent';

/**
 * Characters of a title, which a page can make arbitrarily long: as many as the warehouse column has bytes. What is still too long, the processor cuts, and
 * says so. A referrer is cut by browsers, at 4,096 (Referrer Policy, "strip url for use as a referrer" and its caller).
 */
const TITLE_MAX = 512;

export function pageFields(): Record<string, unknown> {
  return {
    page_url: location.href,
    referrer: '' + document.referrer,
    page_title: ('' + document.title).slice(0, TITLE_MAX),
    screen: self.screen.width + 'x' + self.screen.height,
    viewport: innerWidth + 'x' + innerHeight,
    pixel_ratio: devicePixelRatio,
    language: navigator.language,
    // `Intl` says it in every browser, but makes the page wait for it: `zone`.
    time_zone: (self as any).Temporal?.Now?.timeZoneId?.(),
    gpc: saysGpc() || undefined,
  };
}
