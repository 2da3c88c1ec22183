import { describe, expect, it } from 'vitest';
import { toJson, toQuery } from '../../src/payload';
import { dictionary } from '../../src/wire';

const event = dictionary<unknown>({
  type: 'conversion',
  order_id: 'A-1&2',
  value: 19.9,
  gpc: true,
  items: [{ id: 'p1', name: 'Büro "XL"' }],
  page_title: 'a+b c',
  'p.value': 'mine',
  colour: 'grün',
  coupon: null,
  variant: undefined,
});

describe('an event as a query', () => {
  it('has short keys, and every value escaped', () => {
    const query = toQuery(event);

    expect(query).toBe(
      'e=conversion&oid=A-1%262&val=19.9&gpc=true&items=%5B%7B%22id%22%3A%22p1%22%2C%22name%22%3A%22B%C3%BCro%20%5C%22XL%5C%22%22%7D%5D' +
        '&ti=a%2Bb%20c&p.value=mine&colour=gr%C3%BCn',
    );
  });

  it('survives a lone half of a surrogate pair in a name and in a value', () => {
    expect(toQuery({ ['n\ud83d']: 'v\ud83d' })).toBe('n%EF%BF%BD=v%EF%BF%BD');
  });

  it('keeps an empty text: it was said', () => {
    expect(toQuery({ note: '' })).toBe('note=');
  });
});

describe('an event as JSON', () => {
  it('has long names, values of their own kind, and the properties apart', () => {
    expect(JSON.parse(toJson(event))).toEqual({
      type: 'conversion',
      order_id: 'A-1&2',
      value: 19.9,
      gpc: true,
      items: [{ id: 'p1', name: 'Büro "XL"' }],
      page_title: 'a+b c',
      properties: { value: 'mine', colour: 'grün' },
    });
  });

  it('survives a lone half of a surrogate pair at any depth', () => {
    expect(JSON.parse(toJson({ items: [{ name: 'x\ud83d' }] }))).toEqual({ items: [{ name: 'x\ufffd' }], properties: {} });
  });

  it('is one event even where a property is called like a batch', () => {
    expect(JSON.parse(toJson({ type: 'click', events: [1] }))).toEqual({ type: 'click', properties: { events: [1] } });
  });
});
