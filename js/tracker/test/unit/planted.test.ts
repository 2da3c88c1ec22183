import { expect, it } from 'vitest';
import { FAULTS, plant } from '../../../bench/matrix/planted.mjs';

/** Here, since the tests that want them caught run later, with a collector: a fault that cannot be planted any more is noticed while the line is still at hand. */
it.each(Object.keys(FAULTS))('can be planted: %s', async (name) => {
  expect(await plant(name)).toContain('planted');
});
