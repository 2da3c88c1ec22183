import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { attach } from '../../../src/adapters/attach';
import { list } from '../../../src/adapters/common';
import { page, recorder } from './cmp';

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
let window: Record<string, any>;

beforeEach(() => {
  window = page();
  warn.mockClear();
});
afterEach(() => vi.unstubAllGlobals());

it('gives an adapter the function of the page and the attributes of its element', () => {
  const { fl } = recorder();
  const adapter = vi.fn();
  window.metrics = fl;
  vi.stubGlobal('document', { currentScript: { text: '', dataset: { name: 'metrics', vendor: '755' } } });

  attach(adapter);

  expect(adapter).toHaveBeenCalledWith(fl, { name: 'metrics', vendor: '755' });
});

it('says on the console what failed, and throws nothing into the page', () => {
  vi.stubGlobal('document', { currentScript: null, body: null });

  expect(() => attach(vi.fn())).not.toThrow();

  expect(warn).toHaveBeenCalledTimes(1);
});

it.each([
  ['1,8', ['1', '8']],
  [' C0002 ,\n  C0003 ', ['C0002', 'C0003']],
  [[1, 8], ['1', '8']],
  ['Targeting Cookies, Statistics', ['Targeting Cookies', 'Statistics']],
  [' ', ['']],
  ['C0002,', ['C0002', '']],
])('has a list of what an attribute or an option says: %j', (said, names) => {
  expect(list(said)).toEqual(names);
});
