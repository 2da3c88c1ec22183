/**
 * The names of the wire. A field has its long name, in a query as in JSON; everything else is a custom property, under its own name or, where that means
 * something on the wire, as `p.<name>`. Checked by a test against the table of `schemas` (wire.json), of which the tracker carries no copy: it would be a
 * tenth of the lite build.
 */

/**
 * Names that are no property by themselves: short keys, of which none has more than four letters, as only two fields are that short; what the tracker alone writes (a site that says
 * `track('x', {id: 7})` means a property of its own, not the identity of the event); names with a meaning in JSON; and the prefix itself.
 */
const TAKEN = /^(?!(goal|test)$)(.{0,4}|p\..*|created_at|sent_at|consent|events?|properties)$/;

/** Before the name of a custom property. */
export const PROPERTY = 'p.';

/** The name under which the site's `name` is kept, stored and sent. */
export function wireName(name: string): string {
  return TAKEN.test(name) ? PROPERTY + name : name;
}
