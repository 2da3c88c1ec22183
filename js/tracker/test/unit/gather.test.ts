import { beforeEach, describe, expect, it, vi } from 'vitest';

// What is gathered lives as long as the page: each test gets a page of its own.
let gather: typeof import('../../src/gather');

beforeEach(async () => {
  vi.resetModules();
  gather = await import('../../src/gather');
});

describe('what the site says before it sends', () => {
  it('stays for the page when it was set', () => {
    gather.set(0, 'user_id', 'u1');
    gather.set(0, { premium_plan: 'gold', currency: 'EUR' });

    expect(gather.take({})).toEqual({ user_id: 'u1', premium_plan: 'gold', currency: 'EUR' });
    expect(gather.take({})).toEqual({ user_id: 'u1', premium_plan: 'gold', currency: 'EUR' });
  });

  it('goes with one event only when it was added', () => {
    gather.add(0, 'variant', 'price:b');
    gather.add(0, 'p.value', 'mine');
    gather.addItem(0, { id: 'p1', quantity: 2 });
    gather.addItem(0, { id: 'p2' });

    expect(gather.take({})).toEqual({ variant: 'price:b', 'p.p.value': 'mine', items: [{ id: 'p1', quantity: 2 }, { id: 'p2' }] });
    expect(gather.take({})).toEqual({});
  });

  it('gives way to what the call itself says', () => {
    gather.set(0, 'goal', 'signup');
    gather.add(0, 'goal', 'trial');

    expect(gather.take({ goal: 'purchase' })).toEqual({ goal: 'purchase' });
    expect(gather.take({})).toEqual({ goal: 'signup' });
  });

  it('has a value without the dust of floating point, and a text as it was written', () => {
    expect(gather.take({ value: 0.1 + 0.2 })).toEqual({ value: 0.3 });
    expect(gather.take({ value: '44.80' })).toEqual({ value: '44.80' });
  });

  it('is taken back by null', () => {
    gather.set(0, 'user_id', 'u1');

    gather.set(0, 'user_id', null);

    expect(gather.take({}).user_id).toBeUndefined();
  });

  it('never takes the identity or the type of an event', () => {
    expect(gather.take({ id: 'sku-1', type: 'trial', value: 3 })).toEqual({ 'p.id': 'sku-1', 'p.type': 'trial', value: 3 });
  });
});
