import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { attach } from '../../../src/adapters/attach';
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
  vi.stubGlobal('document', { currentScript: { dataset: { name: 'metrics', vendor: '755' } } });

  attach(adapter);

  expect(adapter).toHaveBeenCalledWith(fl, { name: 'metrics', vendor: '755' });
});

it('says on the console what failed, and throws nothing into the page', () => {
  vi.stubGlobal('document', { currentScript: null, body: null });

  expect(() => attach(vi.fn())).not.toThrow();

  expect(warn).toHaveBeenCalledTimes(1);
});
