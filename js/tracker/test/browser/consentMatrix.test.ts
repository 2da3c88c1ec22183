/**
 * Every case of `consentCases.ts` with every build: before a consent nothing leaves and nothing is stored, after one everything comes that waited, and a
 * withdrawal ends it in the same task. Asserted is what the server has seen, requests of any kind, and everything in which a browser can keep something.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROOF } from './behind';
import { CASES, FULL_ONLY, type Case, type State } from './consentCases';
import { BEFORE, openCase, type Embed } from './consentPage';
import { stage } from './stage';
import { prove, stir } from './tabs';

const on = stage();

const EMBEDS: [string, Embed][] = [
  ['fl.js', { script: 'fl.js' }],
  ['fl-lite.js', { script: 'fl-lite.js' }],
  ['fl.mjs', { script: 'fl.mjs' }],
  ['fl-lite.mjs', { script: 'fl-lite.mjs' }],
  ['the held snippet', { script: 'fl.js', isHeld: true }],
];

const ADAPTER = /^\/fl-(tcf|gpp|google|callback)\.m?js$/;
const HIT = /^\/12345\/(pixel\.png|events)$/;

const isFull = ({ script }: Embed) => !script.includes('lite');
const casesOf = (embed: Embed) => [...CASES, ...(isFull(embed) ? FULL_ONLY : [])].map((one): [string, Case] => [`${one.adapter ?? 'no adapter'}: ${one.what}`, one]);

describe.each(EMBEDS)('with %s', (_, embed) => {
  it.each(casesOf(embed))('%s', async (_, one) => {
    await openCase(on, one, embed);
    // What must be so: the events that wait, those that have arrived, and whether the library has been asked for.
    let waiting = [...BEFORE];
    const arrived: string[] = [];
    let isLoaded = !embed.isHeld;
    const become = async (state: State, more: string[], loads?: 'loads') => {
      waiting = state == 'denied' ? [] : [...waiting, ...more];
      if (state == 'granted') {
        arrived.push(...waiting.splice(0));
      }
      isLoaded ||= state == 'granted' || !!loads;
      await check(state, arrived, isLoaded ? ['/' + embed.script] : []);
    };

    await become(one.begins ?? 'unknown', []);
    for (const [i, [does, state, loads]] of (one.steps ?? []).entries()) {
      await on.page.evaluate(`(async () => { ${does} fl('track', 'after_${i}'); })()`); // in the same task
      await become(state, [`after_${i}`], loads);
    }
  });
});

describe('a yes in one tab', () => {
  it.each(EMBEDS)('is none in another, with %s', async (_, embed) => {
    await openCase(on, {}, embed);
    const first = on.page;
    await first.evaluate(`fl('consent', 'granted')`);
    await on.collector.arrived(BEFORE.length);
    const isQuiet = on.collector.ledger.length;

    on.page = await on.context.newPage();
    await openCase(on, {}, embed);
    await on.page.evaluate(`fl('track', 'second_tab'); fl('flush'); dispatchEvent(new Event('pagehide'));`);
    await prove(on);

    expect(on.collector.ledger.slice(isQuiet).map(({ path }) => path).filter((path) => path != PROOF && path != '/' + embed.script)).toEqual([]);
  });
});

it('are sixty scenarios at least, for each build, each with a name of its own', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  EMBEDS.forEach(([, embed]) => expect(new Set(casesOf(embed).map(([name]) => name)).size).toBe(casesOf(embed).length));
});

it('are as many as the documents say', () => {
  const count = `${CASES.length + FULL_ONLY.length} cases`;

  ['../../docs/consent.md', '../../../../loadtest/bench-tracker.md'].forEach((name) => expect(readFileSync(new URL(name, import.meta.url), 'utf8')).toContain(count));
});

/** What has arrived is what must have, and nothing else has been asked for; where nothing may be kept, nothing is. */
async function check(state: State, arrived: string[], files: string[]): Promise<void> {
  await stir(on.page);
  await on.collector.arrived(arrived.length);
  await prove(on);

  const events = on.collector.events();
  const asked = on.collector.ledger.map(({ path }) => path).filter((path) => path != PROOF && !ADAPTER.test(path));
  expect([...new Set(asked.filter((path) => !arrived.length || !HIT.test(path)))]).toEqual(files);
  expect(new Set(events.map(({ id }) => id)).size).toBe(arrived.length);
  expect([...new Set(events.map(({ type }) => type))].sort()).toEqual([...arrived].sort());
  expect(on.collector.ledger.filter(({ headers }) => headers.cookie)).toEqual([]);
  if (state == 'denied' || !arrived.length) {
    expect(await everythingKept()).toEqual({ cookies: [], keys: [], databases: [], caches: [], workers: 0 });
  }
}

/** Whatever a browser can keep for a site, but for the opt-out, which is kept so that it holds. */
async function everythingKept() {
  const cookies = await on.context.cookies();
  const kept = await on.page.evaluate(async () => ({
    cookies: [document.cookie, ...(await (window as any).cookieStore.getAll())].filter(Boolean),
    keys: [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage)).filter((key) => key != 'fl:out'),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  return { ...kept, cookies: [...kept.cookies, ...cookies] };
}
