const told: string[] = [];

/** Distinct messages per page. Messages can carry what the site passed in, so their number needs a bound. */
const TOLD_MAX = 50;

/** Tells the site's developer on the console, once per distinct message. It never throws: a page may have replaced its console. */
export function report(message: string, detail: unknown): void {
  try {
    const key = message + detail;
    if (!(told.includes(key) || told[TOLD_MAX - 1])) {
      told.push(key);
      console.warn('[firstlight]', message, detail);
    }
  } catch {
    // Nothing is left to tell it to.
  }
}
