import { describe, expect, it } from 'vitest';
import { text } from '../../src/utf8';

describe('text', () => {
  it('is left as it is while it fits', () => {
    expect(text('Grüße, 世界 👋', 100)).toBe('Grüße, 世界 👋');
    expect(text('Grüße, 世界 👋')).toBe('Grüße, 世界 👋');
  });

  it('is never cut inside a character', () => {
    const euro = '€'; // 3 bytes
    const wave = '👋'; // 4 bytes

    expect([1, 2, 3, 4, 5, 6].map((bytes) => text(euro + euro, bytes))).toEqual(['', '', euro, euro, euro, euro + euro]);
    expect([3, 4, 7, 8].map((bytes) => text(wave + wave, bytes))).toEqual(['', wave, wave, wave + wave]);
  });

  it('is well-formed even where a title was cut inside an emoji', () => {
    expect(text('sale \ud83d')).toBe('sale \ufffd');
    expect(text('\udc4b sale')).toBe('\ufffd sale');
  });

  it('has no NUL', () => {
    expect(text('a\0b')).toBe('ab');
  });
});
