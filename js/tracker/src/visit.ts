/**
 * Who visits, and which visit it is: kept in the browser only where consent allows storage, and shared by its tabs. Without storage an event says neither:
 * a session that ends with each page would be a wrong number, not a smaller one.
 */
import { uuidV7 } from './id';
import { stored } from './storage';
import type { Values } from './types';

/** A session ends after this long without an event. */
const IDLE_MS = 30 * 60e3;

/** Id, time of its latest event, and the number of events by pixel: a gap is one event that did not arrive. */
type Session = [id: string, latest: number, counts: Record<string, number>];

/** Writes visitor, session and sequence into an event for that pixel. The site's own words stay. */
export function stamp(event: Values, pixel: string): void {
  const at = Date.now(); // not when it happened: what waited for a look or for consent belongs to the visit in which it leaves
  const visitor = stored('v') || stored('v', uuidV7(at));
  if (visitor) {
    event.visitor_id = event.visitor_id || visitor;
    const [id, latest, counts] = session();
    // By either sign: a clock that is set back far begins another session, one that ends.
    const isOn = id && Math.abs(at - latest) < IDLE_MS;
    const next: Session = isOn ? [id, Math.max(at, latest), counts] : [uuidV7(at), at, {}];
    const sequence = (next[2][pixel] = (next[2][pixel] || 0) + 1);
    stored('s', JSON.stringify(next));
    event.session_id = event.session_id || next[0];
    event.sequence = event.sequence || sequence;
  }
}

function session(): Session {
  try {
    const [id, latest, counts] = JSON.parse(stored('s') || '[]'); // to throw takes longer
    return [id, +latest, Object(counts)];
  } catch {
    return [] as unknown as Session; // without an id nobody looks at the rest
  }
}
