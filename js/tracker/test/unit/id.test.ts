import { describe, expect, it } from 'vitest';
import { uuidV7 } from '../../src/id';

describe('the id of an event', () => {
  it('is a UUID of version 7 that carries its time', () => {
    const epochMs = 0x0193_5a2b_4c6d;

    expect(uuidV7(epochMs)).toMatch(/^01935a2b-4c6d-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('has 72 random bits: every digit but the version and the variant is any', () => {
    const ids = Array.from({ length: 1_000 }, () => uuidV7(0).replace(/-/g, ''));

    const digits = Array.from({ length: 32 }, (_, at) => new Set(ids.map((id) => id[at])).size);

    expect(digits).toEqual([...Array(12).fill(1), 1, 16, 16, 16, 1, ...Array(15).fill(16)]);
  });

  it('is another one each time', () => {
    const ids = Array.from({ length: 10_000 }, () => uuidV7(1_732_000_000_000));

    expect(new Set(ids).size).toBe(10_000);
  });
});
