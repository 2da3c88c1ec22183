/** Chance from a seed, which is printed when a test fails: `SEED=… npx vitest run …` runs it again. */
export const SEED = Number(process.env.SEED ?? 20261122);

export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32, in the public domain: enough to choose cases with
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs a property for many seeds; what fails says which. */
export function forSeeds(count: number, property: (chance: () => number) => void): void {
  for (let i = 0; i < count; i++) {
    try {
      property(seeded(SEED + i));
    } catch (problem) {
      throw new Error(`seed ${SEED + i}`, { cause: problem });
    }
  }
}

export function choose<T>(chance: () => number, from: readonly T[]): T {
  return from[Math.floor(chance() * from.length)]!;
}
