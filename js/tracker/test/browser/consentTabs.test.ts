/**
 * The consent matrix with two tabs of one site: what is said in one, by what the other is about. Nothing leaves either of them any more that the visitor has not
 * said yes to, whatever waited, was under way or is made later, and nothing is kept in either.
 */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BEFORE, openCase, type Embed } from './consentPage';
import { stage } from './stage';
import { heardBy, keysOf, prove, stir } from './tabs';

const on = stage();

/** How the tracker comes into both tabs, and whether the first was told yes: the held snippet has no library before that. */
const FIRSTS: [string, Embed, boolean][] = [
  ['a tab that was told yes, with fl.js', { script: 'fl.js' }, true],
  ['a tab that has not been answered, with fl.js', { script: 'fl.js' }, false],
  ['a tab that was told yes, with fl.mjs', { script: 'fl.mjs' }, true],
  ['a tab that was told yes, with the held snippet', { script: 'fl.js', isHeld: true }, true],
  ['a tab that has not been answered, with the held snippet', { script: 'fl.js', isHeld: true }, false],
];

/** What the other tab is about, and whether it was told yes. */
const OTHERS: Record<string, (other: Page) => Promise<boolean>> = {
  'has not been answered': async () => false,
  'was told yes': grant,
  'has events that wait for the next try': async (other) => {
    on.collector.answerHits({ status: 503, headers: { 'retry-after': '60' } });
    return tellYes(other);
  },
  'is offline, with events': async (other) => {
    await grant(other);
    await on.context.setOffline(true);
    await other.evaluate(`fl('track', 'offline')`);
    return true;
  },
  'has a request under way': async (other) => {
    on.collector.answerHits('never');
    const before = hits().length;
    await other.evaluate(`fl('consent', 'granted')`);
    await on.collector.arrived(before + 1, hits);
    return true;
  },
};

interface Act {
  says: string;
  /** What may be kept afterwards; unless said otherwise nothing. */
  keeps?: string[];
  /** Which of the two may send what is made later. */
  lets: (isFirstGranted: boolean, isOtherGranted: boolean) => [first: boolean, other: boolean];
}

const ACTS: Record<string, Act> = {
  'a refusal': { says: `fl('consent', 'denied');`, lets: () => [false, false] },
  'an opt-out': { says: `fl('optOut');`, keeps: ['fl:out'], lets: () => [false, false] },
  'a refusal and a new yes': { says: `fl('consent', 'denied'); fl('consent', 'granted');`, lets: () => [true, false] },
  'to forget': { says: `fl('forget');`, lets: (isFirstGranted, isOtherGranted) => [isFirstGranted, isOtherGranted] },
};

const CASES = Object.keys(ACTS).flatMap((act) => Object.keys(OTHERS).map((other) => [act, other] as const));

describe.each(FIRSTS)('in %s', (_, embed, isFirstGranted) => {
  // Who asks for the library while there is no network has it or not, as the browser's cache has it.
  const cases = CASES.filter(([act, about]) => isFirstGranted || !embed.isHeld || act != 'a refusal and a new yes' || !about.includes('offline'));

  it.each(cases)('%s, while the other %s', async (act, about) => {
    const first = on.page;
    await openCase(on, {}, embed);
    if (isFirstGranted) {
      await grant(first);
    }
    const other = (on.page = await on.context.newPage());
    await openCase(on, {}, embed);
    const isOtherGranted = await OTHERS[about]!(other);
    const { says, keeps = [], lets } = ACTS[act]!;

    await heardBy(other, first); // what a tab has stored a moment ago, another of another process may not see yet
    const before = hits().length;
    await first.evaluate(says);
    await heardBy(first, other);
    on.collector.answerHits(undefined);
    await on.context.setOffline(false);
    for (const tab of [other, first]) {
      await stir(tab);
      await prove(on, tab);
    }
    expect(hits().slice(before)).toEqual([]);
    expect(await on.context.cookies()).toEqual([]);
    for (const tab of [first, other]) {
      expect(await keysOf(tab)).toEqual(keeps);
    }

    await first.evaluate(`fl('track', 'later_in_the_first')`);
    await other.evaluate(`fl('track', 'later_in_the_other')`);
    const may = lets(isFirstGranted, isOtherGranted);
    const types = ['later_in_the_first', 'later_in_the_other'].filter((_, i) => may[i]);
    await on.collector.arrived(types.length, later);
    await prove(on, first);
    await prove(on, other);
    expect(later().map(({ type }) => type).sort()).toEqual(types);
    expect(hits().slice(before)).toHaveLength(types.length);
    if (!types[0]) {
      expect(await keysOf(other)).toEqual(keeps);
    }
  });
});

/** What waited has arrived. */
async function grant(tab: Page): Promise<true> {
  const before = on.collector.events().length;
  await tellYes(tab);
  await on.collector.arrived(before + BEFORE.length);
  return true;
}

/** And the tab has heard the answer to what it sent. */
async function tellYes(tab: Page): Promise<true> {
  const before = hits().length;
  await tab.evaluate(`fl('consent', 'granted')`);
  await on.collector.arrived(before + 1, hits);
  await prove(on, tab);
  return true;
}

function hits() {
  return on.collector.requests('POST').concat(on.collector.requests('GET', '/12345/pixel.png'));
}

function later() {
  return on.collector.events().filter(({ type }) => type.startsWith('later'));
}
