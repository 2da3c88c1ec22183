import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { wireName } from '../../src/wire';

interface SchemaField {
  key: string;
  name: string;
  aliases: string[];
}

const table = new URL('../../../../schemas/src/main/resources/dev/firstlight/schema/wire.json', import.meta.url);
const schema: SchemaField[] = JSON.parse(readFileSync(table, 'utf8'));

/** Written by the tracker alone. */
const OWN = ['type', 'id', 'created_at', 'sent_at', 'consent', 'gpc'];

describe('a name that the site uses', () => {
  it.each(schema.map(({ name }) => name).filter((name) => !OWN.includes(name)))('is the field %s of the schemas module by its long name', (name) => {
    expect(wireName(name)).toBe(name);
  });

  it.each(OWN)('is a property where the field %s belongs to the tracker', (name) => {
    expect(wireName(name)).toBe('p.' + name);
  });

  it.each(schema.filter(({ key, name }) => key != name).flatMap(({ key, aliases }) => [key, ...aliases]))('is a property where %s has another meaning on the wire', (name) => {
    expect(wireName(name)).toBe('p.' + name);
  });

  it.each(['events', 'properties', 'p.x', 'p.'])('is a property where %s has a meaning in JSON or begins with the prefix', (name) => {
    expect(wireName(name)).toBe('p.' + name);
  });

  it('is a field where the page on coming from another tracker says so, and only there', () => {
    const page = readFileSync(new URL('../../docs/migration.md', import.meta.url), 'utf8');
    const told = /These names are fields[^:]*:([^.]*)\./.exec(page)![1]!;

    expect([...told.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(schema.map(({ name }) => name).filter((name) => !OWN.includes(name)));
  });

  it('is its own where it means nothing', () => {
    expect(['username', 'colour', 'constructor', '__proto__', 'päivä', 'sp.xy'].map(wireName)).toEqual(['username', 'colour', 'constructor', '__proto__', 'päivä', 'sp.xy']);
  });
});
