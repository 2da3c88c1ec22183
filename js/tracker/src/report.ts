/** Tells the site's developer on the console, once per distinct message. It never throws: a page may have replaced its console. */
const told: Record<string, 1> = Object.create(null);

/** Distinct messages per page. Messages can carry what the site passed in, so their number needs a bound. */
const TOLD_MAX = 50;

export function report(message: string, detail: unknown): void {
  try {
    const key = message + ' ' + detail;
    if (!(key in told) && Object.keys(told).length < TOLD_MAX) {
      told[key] = 1;
      console.warn('[firstlight] ' + message + ':', detail);
    }
  } catch {
    // Nothing is left to tell it to.
  }
}
