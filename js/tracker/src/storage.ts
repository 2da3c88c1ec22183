/** What the browser keeps for us. Storage can be switched off, full or forbidden: then it throws, and nothing is kept. */

/** Before every key of ours. */
export const PREFIX = 'fl:';

/** What the visitor said for good: kept whatever else is erased. */
export const OPTED_OUT = 'out';

/** Set to the time at which consent was withdrawn in a tab, and removed, for the others to hear. */
export const WITHDRAWN = 'denied';

/** Reads; with a value writes, with an empty one removes. @returns what is there, or nothing where nothing can be */
export function stored(key: string, value?: string | number): string | null | undefined {
  try {
    if (value) {
      localStorage.setItem(PREFIX + key, value as string);
    } else if (value != null) {
      localStorage.removeItem(PREFIX + key);
    }
    return localStorage.getItem(PREFIX + key);
  } catch {
    // Nothing is there.
  }
  return undefined;
}

/** Keys of ours that begin so, without the prefix. */
export function keys(begin: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => !key.indexOf(PREFIX + begin))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

/**
 * Everything of ours but an opt-out, and the word of a page that lives (`shelf`), which that page takes away when it hears of it: by the word it knows that it was
 * not the site that emptied the storage.
 */
export function erase(): void {
  keys('').forEach((key) => {
    if (key != OPTED_OUT && !(+stored(key)! > Date.now())) {
      stored(key, '');
    }
  });
}
