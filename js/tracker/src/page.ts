/**
 * What every event says about the page it happened on. Read when the event is made, never stored; nothing here tells two visitors with the same
 * kind of screen apart on purpose: no canvas, no fonts, no plug-in lists.
 */
import { text } from './utf8';
import { MAX_BYTES } from './wire';

export function pageFields(): Record<string, unknown> {
  return {
    page_url: location.href,
    referrer: text(document.referrer, MAX_BYTES.referrer),
    page_title: text(document.title, MAX_BYTES.page_title),
    screen: screen.width + 'x' + screen.height,
    viewport: innerWidth + 'x' + innerHeight,
    pixel_ratio: devicePixelRatio,
    language: navigator.language,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    gpc: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true || null,
  };
}
