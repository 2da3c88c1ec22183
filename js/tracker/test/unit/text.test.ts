import { describe, expect, it } from 'vitest';
import { size, text } from '../../src/utf8';

describe('text', () => {
  it('is left as it is', () => {
    expect(text('Grüße, 世界 👋👩‍👩‍👧')).toBe('Grüße, 世界 👋👩‍👩‍👧');
  });

  it('is well-formed even where a title was cut inside an emoji', () => {
    expect(text('sale \ud83d')).toBe('sale \ufffd');
    expect(text('\udc4b sale')).toBe('\ufffd sale');
    expect(text('\udc4b\ud83d')).toBe('\ufffd\ufffd');
  });

  it('has no NUL', () => {
    expect(text('a\0b')).toBe('a\ufffdb');
  });

  it('has a size in bytes of UTF-8', () => {
    expect(['', 'a', 'ü', '€', '👋'].map(size)).toEqual([0, 1, 2, 3, 4]);
  });
});
