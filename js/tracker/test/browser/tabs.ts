/** Tabs of one site: what makes sure that something has come, or been heard, before a test looks. */
import type { Page } from 'playwright-core';
import { PROOF } from './behind';
import type { Stage } from './stage';

/** The page's own requests, called after ours, one after another: when they are answered, ours have come. */
export async function prove(on: Stage, tab: Page = on.page): Promise<void> {
  await tab.evaluate(async (url) => {
    await fetch(url, { mode: 'no-cors' });
    await fetch(url, { mode: 'no-cors' });
  }, on.collector.origin + PROOF);
}

/** So many events have arrived, and the page has heard the answers: what it does next sends none of them again. */
export async function answered(on: Stage, count: number): Promise<void> {
  await on.collector.arrived(count);
  await prove(on);
}

/** The other tab has heard of everything that the first has stored and removed so far: events of storage come in order. */
export async function heardBy(first: Page, other: Page): Promise<void> {
  await other.evaluate(() => {
    window.seen = new Promise((heard) => addEventListener('storage', ({ key }) => key == 'heard' && heard(1)));
  });
  await first.evaluate(() => (localStorage.setItem('heard', '1'), localStorage.removeItem('heard')));
  await other.evaluate(() => window.seen);
}

/** Whatever makes a tracker send what it has. */
export function stir(tab: Page): Promise<unknown> {
  return tab.evaluate(`document.dispatchEvent(new Event('visibilitychange')); ['pagehide', 'online', 'pageshow'].forEach((name) => dispatchEvent(new Event(name))); fl('flush');`);
}

export function keysOf(tab: Page): Promise<string[]> {
  return tab.evaluate(() => Object.keys(localStorage));
}
