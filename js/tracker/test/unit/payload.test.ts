import { describe, expect, it } from 'vitest';
import { snapshot, toQuery } from '../../src/payload';

describe('an event as it is called', () => {
  it('keeps what it was, whatever the page does to its objects later', () => {
    const items = [{ id: 'p1' }];
    const event = snapshot({ items });

    items[0]!.id = 'changed';

    expect(event).toEqual({ items: [{ id: 'p1' }] });
  });

  it('has no null and nothing undefined', () => {
    expect(snapshot({ coupon: null, variant: undefined, note: '', gpc: false })).toEqual({ note: '', gpc: false });
  });

  it('is well-formed at any depth', () => {
    expect(snapshot({ items: [{ name: 'x\ud83d\0' }] })).toEqual({ items: [{ name: 'x\ufffd\ufffd' }] });
  });

  it('is refused where it is called when it cannot be sent', () => {
    const ring: Record<string, unknown> = {};
    ring.ring = ring;

    expect(() => snapshot({ ring })).toThrow();
  });
});

describe('an event as a query', () => {
  it('has every name and value escaped, and objects as JSON', () => {
    const query = toQuery({ type: 'conversion', order_id: 'A-1&2', value: 19.9, gpc: true, items: [{ name: 'Büro "XL"' }], page_title: 'a+b c', 'p.url': 'mine', größe: 'grün' });

    expect(query).toBe('type=conversion&order_id=A-1%262&value=19.9&gpc=true&items=%5B%7B%22name%22%3A%22B%C3%BCro%20%5C%22XL%5C%22%22%7D%5D&page_title=a%2Bb%20c&p.url=mine&gr%C3%B6%C3%9Fe=gr%C3%BCn');
  });

  it('survives a lone half of a surrogate pair in a name and in a value', () => {
    expect(toQuery({ ['n\ud83d']: 'v\ud83d' })).toBe('n%EF%BF%BD=v%EF%BF%BD');
  });

  it('keeps an empty text: it was said', () => {
    expect(toQuery({ note: '' })).toBe('note=');
  });
});
