/** Figures of the matrix: what the log holds of each scenario beside what its pages made. */

/** @typedef {import('./scene.mjs').Scene} Scene */
/** @typedef {import('../report.mjs').Figure} Figure */

/** Scenarios whose events are none of the 10,000. */
const APART = ['unload', 'blocked', 'routes', 'lifecycle', 'real'];

/**
 * Three tries, of which the first may be four requests together, each by keepalive and by a second means, where nothing ever answers (js/tracker/src/outbox.ts,
 * patience.ts, ladder.ts).
 */
const BLOCKED_REQUESTS_MAX = 12;

/** What the tracker keeps at most (js/tracker/src/shelf.ts). */
const KEPT_EVENTS_MAX = 200;

/**
 * `otherIds`: events under an id that they did not have before; `repeats`: taken more than once under one id, which counts once; `views`: page views too many
 * or too few; `wrong`: what else the log should not hold, as `real.mjs` finds it.
 *
 * @typedef {{made: number, lost: number, foreign: number, otherIds: number, repeats: number, views: number, wrong: number}} Verdict
 */

/** @param {Scene[]} scenes @param {(text: string) => void} say @returns {Promise<Figure[]>} */
export async function figures(scenes, say) {
  /** @type {Record<string, Verdict>} */
  const verdicts = {};
  for (const scene of scenes) {
    const verdict = (verdicts[scene.name] = judge(scene, await scene.stage.log(scene.name)));
    if (verdict.lost || verdict.foreign || verdict.otherIds || verdict.views || verdict.wrong) {
      say(`${scene.name}: ${JSON.stringify(verdict)} ${scene.facts.wrong ?? ''}`);
    }
  }
  const all = Object.values(verdicts);
  const counted = Object.entries(verdicts).filter(([name]) => !APART.includes(name));
  const facts = Object.fromEntries(scenes.map(({ name, facts }) => [name, facts]));
  return [
    ...counted.map(([name, verdict]) => delivered(`delivered_${name}_percent`, [verdict])),
    delivered('delivered_percent', counted.map(([, verdict]) => verdict)),
    atMost('events_nobody_made', sum(all, 'foreign'), 0),
    atMost('events_under_another_id', sum(all, 'otherIds'), 0),
    atMost('page_views_too_many_or_too_few', sum(all, 'views'), 0),
    atMost('wrong_in_lives_of_a_page', sum(all, 'wrong'), 0),
    atMost('scenarios_not_at_their_end', scenes.filter(({ facts }) => facts.problem).length, 0),
    { figure: 'taken_twice_counted_once_percent', rounds: [(100 * sum(all, 'repeats')) / sum(all, 'made')] },
    ...('unload' in facts ? unloaded(facts.unload) : []),
    ...('blocked' in facts ? blocked(facts.blocked) : []),
    ...('real' in facts ? [{ figure: 'lives_of_a_page_for_real', rounds: [facts.real.real.length], baseline: `of 3: ${facts.real.real.join(', ') || 'none'}` }] : []),
  ];
}

/** @param {Scene} scene @param {import('./stage.mjs').Arrival[]} log @returns {Verdict} */
function judge({ made, ids, facts }, log) {
  /** @type {Map<string, Set<string>>} */
  const arrived = new Map();
  log.filter(({ number }) => number).forEach(({ number, id }) => arrived.set(number, (arrived.get(number) ?? new Set(ids[number] && [ids[number]])).add(id)));
  const views = log.filter(({ type }) => type == 'page_view').map(({ page_url }) => page_url.replace(new URL(page_url).origin, ''));
  return {
    made: made.length,
    lost: made.filter((number) => !arrived.has(number)).length,
    foreign: [...arrived.keys()].filter((number) => !made.includes(number)).length + log.filter(({ number }) => !number && !('expected' in facts)).length,
    otherIds: [...arrived.values()].filter(({ size }) => size > 1).length,
    repeats: repeatsIn(log),
    views: 'expected' in facts ? differences(views, facts.expected) : 0,
    wrong: facts.wrong?.length ?? 0,
  };
}

/** How often an event was taken that had been taken before. @param {import('./stage.mjs').Arrival[]} log @returns {number} */
export function repeatsIn(log) {
  return log.length - new Set(log.map(({ id }) => id)).size;
}

/** @param {string[]} some @param {string[]} others @returns {number} in how many places the two differ, whatever their order */
function differences(some, others) {
  const left = [...others];
  const more = some.filter((one) => left.indexOf(one) < 0 || !left.splice(left.indexOf(one), 1)).length;
  return more + left.length;
}

/** @param {Verdict[]} verdicts @param {keyof Verdict} what */
function sum(verdicts, what) {
  return verdicts.reduce((sum, verdict) => sum + verdict[what], 0);
}

/** @param {string} figure @param {Verdict[]} verdicts @returns {Figure} */
function delivered(figure, verdicts) {
  const made = sum(verdicts, 'made');
  return { figure, rounds: [made ? (100 * (made - sum(verdicts, 'lost'))) / made : NaN], must: 100, isAtLeast: true, baseline: `${made} events` };
}

/** @param {string} figure @param {number} value @param {number} must @returns {Figure} */
function atMost(figure, value, must) {
  return { figure, rounds: [value], must };
}

/** @param {Record<string, any>} facts @returns {Figure[]} */
function unloaded({ rounds, whole, quotaUsed, wholeAtOnce }) {
  return [
    { figure: 'unload_60_kib_used_whole_rounds', rounds: [Math.min(whole, quotaUsed)], must: rounds, isAtLeast: true, baseline: `of ${rounds}, 30 events each` },
    { figure: 'unload_60_kib_used_whole_at_once', rounds: [wholeAtOnce], baseline: 'before the visitor\'s next page' },
  ];
}

/** @param {Record<string, any>} facts @returns {Figure[]} */
function blocked({ triesBy, keptEvents }) {
  return [atMost('blocked_requests', triesBy?.at(-1) ?? NaN, BLOCKED_REQUESTS_MAX), atMost('blocked_events_kept', keptEvents ?? NaN, KEPT_EVENTS_MAX)];
}
