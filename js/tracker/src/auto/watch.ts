/** What the auto-tracking modules share: listening that ends, routes, and what an element says of itself. */
import type { Values } from '../types';

export type Stop = () => void;

/**
 * Listens to an event of the page, in the capture phase: some do not bubble, and a page may stop those that do. None of those that are listened to can hold scrolling up.
 * `!!` keeps the minifier from writing 1 for true, which zone.js takes for something else.
 */
export function on(target: EventTarget, name: string, heard: (event: any) => void): Stop {
  target.addEventListener(name, heard, !!heard);
  return () => target.removeEventListener(name, heard, !!heard);
}

export function all(stops: Stop[]): Stop {
  return () => stops.forEach((stop) => stop());
}

/**
 * Calls `changed` when the address changed without a load: by the Navigation API, else by the three ways there are without it. It may have changed to what it
 * was. What a page had put in the place of `pushState` is called as before, and throws as before. Where there is no such API, `<nav id="navigation">` stands in
 * its place; it has no entries.
 */
export function onRoute(changed: () => void): Stop {
  const navigation = (window as { navigation?: EventTarget & { currentEntry: unknown } }).navigation;
  if (navigation?.currentEntry) {
    return on(navigation, 'currententrychange', changed);
  }
  let isOver = false;
  const heard = () => isOver || changed();
  (['pushState', 'replaceState'] as const).forEach((name) => {
    const original = history[name];
    history[name] = function (this: History, ...parameters: Parameters<History['pushState']>) {
      original.apply(this, parameters);
      heard();
    };
  });
  on(window, 'popstate', heard);
  return () => {
    isOver = true; // others may have wrapped what we put there, so it stays and does nothing
  };
}

/** Calls `changed` when the path changed without a load: then another page is there. */
export function onPath(changed: () => void): Stop {
  let path = location.pathname;
  return onRoute(() => {
    if (path != location.pathname) {
      path = location.pathname;
      changed();
    }
  });
}

/** Never by `document.hidden`, in whose place an element stands that is named so; a frame of another origin even throws when it is compared. */
export const isHidden = () => document.visibilityState < 'i';

/** Calls `left` when the visitor leaves the page or turns to another tab: the last moment in which an event still goes. It may be called twice. */
export function onLeave(left: () => void): Stop {
  return all([on(document, 'visibilitychange', () => isHidden() && left()), on(window, 'pagehide', left)]);
}

/** The attributes `data-fl-…` of an element as fields: `data-fl-campaign-id` is `campaign_id`. `data-fl-click="hero"`, by which it is marked, is its `name`. */
export function marks(element: Element, mark: string): Values {
  const fields: Values = {};
  Array.from(element.attributes).forEach(({ name, value }) => {
    if (value && !name.indexOf('data-fl-')) {
      fields[name == mark ? 'name' : name.slice(8).replace(/-/g, '_')] = value;
    }
  });
  return fields;
}
