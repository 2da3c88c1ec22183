/** Faults planted in the tracker on purpose, to see that the matrix and the browser tests notice: `fl.js` as the build makes it, of sources with one thing changed. */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';

const SOURCES = new URL('../../tracker/src/', import.meta.url).pathname;

/** What the fault is, where, and in place of what. @type {Record<string, {file: string, what: string, by: string}>} */
export const FAULTS = {
  'no-flush-at-the-end': { file: 'outbox.ts', what: `function pump(isLast?: boolean): void {`, by: `function pump(isLast?: boolean): void { if (isLast) return;` },
  'new-id-on-retry': { file: 'ladder.ts', what: `events.forEach((event) => (event.sent_at = Date.now()));`, by: `events.forEach((event) => { if (event.again) event.id += 'x'; event.again = 1; event.sent_at = Date.now(); });` },
  'shelf-cleared-before-the-answer': { file: 'outbox.ts', what: `fly(keepalive ? 2 : 1);`, by: `fly(keepalive ? 2 : 1); if (kept) batch.forEach((entry) => { kept!.drop_(entry); entry.isKept_ = false; });` },
  'no-adoption': { file: 'outbox.ts', what: `kept?.adopt_(Date.now(), (entry) => live.set(entry.key_, entry));`, by: `` },
  'request-before-consent': { file: 'tracker.ts', what: `places[pixel] = FULL ? { get_, post_, cookies_: options.cookies } : { get_, post_ };`, by: `places[pixel] = FULL ? { get_, post_, cookies_: options.cookies } : { get_, post_ }; new Image().src = get_;` },
  'key-left-at-denial': { file: 'storage.ts', what: `key != OPTED_OUT &&`, by: `key != OPTED_OUT && key != 'v' &&` },
  'against-the-policy': { file: 'tracker.ts', what: `places[pixel] = FULL ? { get_, post_, cookies_: options.cookies } : { get_, post_ };`, by: `places[pixel] = FULL ? { get_, post_, cookies_: options.cookies } : { get_, post_ }; document.head.append(Object.assign(document.createElement('base'), { href: endpoint }));` },
  'deaf-to-other-tabs': { file: 'tracker.ts', what: `key == PREFIX + WITHDRAWN && newValue`, by: `key == PREFIX && newValue` },
  'no-view-back-from-the-cache': { file: 'auto/pageViews.ts', what: `if (persisted) {`, by: `if (persisted && !persisted) {` },
  'grant-outlives-the-cache': { file: 'tracker.ts', what: `outbox.clear_();\n            consent = { state: 'unknown' };`, by: `` },
  'events-while-prerendered': { file: 'tracker.ts', what: `(document as { prerendering?: boolean }).prerendering ||`, by: `` },
  'views-unseen': { file: 'tracker.ts', what: `|| VIEWS.test(event.type as string)`, by: `` },
  'no-stop-for-a-blocker': { file: 'patience.ts', what: `self.isBlocked_ = !isKnown && self.fails_ >= BLOCKED_AFTER;`, by: `` },
};

/** @param {string} name @returns {Promise<string>} the script */
export async function plant(name) {
  const fault = FAULTS[name];
  if (!fault) {
    throw new Error(`no such fault: ${name}; known: ${Object.keys(FAULTS).join(' ')}`);
  }
  const { outputFiles } = await build({
    entryPoints: [SOURCES + 'full.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    define: { VERSION: '"planted"', FULL: 'true' },
    tsconfigRaw: {},
    plugins: [{ name: 'planted', setup: (build) => void build.onLoad({ filter: new RegExp(`/${fault.file}$`) }, async ({ path }) => ({ contents: changed(await readFile(path, 'utf8'), fault), loader: 'ts' })) }],
  });
  return outputFiles[0]?.text ?? '';
}

/** @param {string} source @param {{what: string, by: string}} fault */
function changed(source, { what, by }) {
  if (source.split(what).length != 2) {
    throw new Error(`what is to be changed does not stand once in the source: ${what}`);
  }
  return source.replace(what, () => by);
}
