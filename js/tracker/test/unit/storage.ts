/** A localStorage for tests, as the standard has it: keys are own properties, values text; with a quota if told. */
export function storage(quota = Infinity): Storage {
  const methods = {
    getItem: (key: string) => (Object.prototype.hasOwnProperty.call(store, key) ? store[key]! : null),
    setItem(key: string, value: string) {
      const others = Object.keys(store).filter((each) => each != key);
      if (others.reduce((sum, each) => sum + each.length + store[each]!.length, key.length + value.length) > quota) {
        throw new Error('QuotaExceededError');
      }
      store[key] = String(value);
    },
    removeItem: (key: string) => void delete store[key],
  };
  const store = Object.create(methods) as Record<string, string>;
  return store as unknown as Storage;
}
