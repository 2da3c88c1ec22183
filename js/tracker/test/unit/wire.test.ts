import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALIASES, FIELDS, MAX_BYTES, OWN, propertyName, wireName } from '../../src/wire';

interface SchemaField {
  key: string;
  name: string;
  aliases?: string[];
  type: string;
  maxBytes?: number;
}

const table = new URL('../../../../schemas/src/main/resources/dev/firstlight/schema/wire.json', import.meta.url);
const schema: SchemaField[] = JSON.parse(readFileSync(table, 'utf8'));

describe('the wire table', () => {
  it('has the same fields under the same keys as the schemas module', () => {
    const ofSchemas = Object.fromEntries(schema.map(({ name, key }) => [name, key]));

    expect({ ...FIELDS }).toEqual(ofSchemas);
  });

  it('has the same other names as the schemas module', () => {
    const ofSchemas = schema.flatMap(({ aliases }) => aliases ?? []);

    expect([...ALIASES].sort()).toEqual([...ofSchemas].sort());
  });

  it('cuts where the warehouse column ends', () => {
    const ofSchemas = Object.fromEntries(schema.filter(({ name }) => name in MAX_BYTES).map(({ name, maxBytes }) => [name, maxBytes]));

    expect(MAX_BYTES).toEqual(ofSchemas);
  });

  it('names no key twice', () => {
    const keys = Object.values(FIELDS);

    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the name of a custom property', () => {
  it('is its own where it means nothing on the wire', () => {
    expect(['username', 'colour', 'constructor', '__proto__', 'päivä'].map(propertyName)).toEqual(['username', 'colour', 'constructor', '__proto__', 'päivä']);
  });

  it.each(['e', 'type', 'event', 'url', 'page_url', 'val', 'value', 'items'])('is prefixed where %s is a key, a long name or an alias', (name) => {
    expect(propertyName(name)).toBe('p.' + name);
  });

  it('is prefixed where the name itself begins with the prefix', () => {
    expect(propertyName('p.x')).toBe('p.p.x');
  });
});

describe('a name that the site uses', () => {
  it('is a field by its long name only', () => {
    expect(wireName('order_id')).toBe('order_id');
    expect(wireName('oid')).toBe('p.oid');
    expect(wireName('plan')).toBe('plan');
  });

  it.each(OWN)('is a property where the field %s belongs to the tracker', (name) => {
    expect(wireName(name)).toBe('p.' + name);
  });
});
