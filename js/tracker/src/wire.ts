/**
 * The wire table: the only place in the tracker that names a field. Checked by a test against the table of `schemas` (wire.json).
 *
 * A query carries the short keys, JSON the long names. What is no field is a custom property: in a query it travels under its own name, or as
 * `p.<name>` where that name means something on the wire; in JSON it stands under `properties`, where it can be mistaken for nothing.
 */

/** Fields by long name (used in JSON and by the site) → short key (used in queries). */
export const FIELDS = dictionary<string>({
  type: 'e',
  id: 'eid',
  created_at: 'ct',
  sent_at: 'st',
  visitor_id: 'vid',
  session_id: 'sid',
  sequence: 'seq',
  user_id: 'uid',
  page_url: 'url',
  referrer: 'ref',
  page_title: 'ti',
  screen: 'sr',
  viewport: 'vp',
  pixel_ratio: 'dpr',
  language: 'lang',
  time_zone: 'tz',
  goal: 'goal',
  order_id: 'oid',
  value: 'val',
  currency: 'cur',
  coupon: 'cpn',
  items: 'items',
  product_id: 'prd',
  content_id: 'con',
  variant: 'var',
  partner_id: 'aff',
  campaign_id: 'cid',
  placement_id: 'pid',
  consent: 'cs',
  gpc: 'gpc',
  test: 'test',
});

/** Other names that the server takes for a field. */
export const ALIASES = ['event'];

/** Written by the tracker alone: a site that says `track('x', {id: 7})` means a property of its own, not the identity of the event. */
export const OWN = ['type', 'id', 'created_at', 'sent_at', 'gpc'];

/** Greatest length in UTF-8 bytes of the fields that a page can make arbitrarily long and that lose nothing but their tail when cut. */
export const MAX_BYTES = { referrer: 4096, page_title: 512 };

const KEYS = Object.keys(FIELDS).map((name) => FIELDS[name]!);

/** The name under which the site's `name` is kept: a field has its long name, everything else is a property. */
export function wireName(name: string): string {
  return name in FIELDS && OWN.indexOf(name) < 0 ? name : propertyName(name);
}

/** The name under which a custom property is kept and sent in a query. */
export function propertyName(name: string): string {
  return name in FIELDS || KEYS.indexOf(name) >= 0 || ALIASES.indexOf(name) >= 0 || name.slice(0, 2) == 'p.' ? 'p.' + name : name;
}

/** The reverse of `propertyName`. */
export function ownName(property: string): string {
  return property.replace(/^p\./, '');
}

/** A plain map: a name such as `constructor` or `__proto__` is a name like any other. */
export function dictionary<T>(entries?: Record<string, T>): Record<string, T> {
  return Object.assign(Object.create(null), entries);
}
