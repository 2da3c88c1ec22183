/**
 * A Chromium in which a page is alone with itself. The one that playwright drives is not: it watches every request of a page, and writes down which line of
 * script asked for it, in the time of the main thread. This one is told what to do over a pipe, in the words of the DevTools protocol.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../browser/chromium.mjs';

export class BareChromium {
  #home = mkdtempSync(join(tmpdir(), 'firstlight-bench-'));
  #next = 1;
  #rest = '';
  /** @type {Map<number, {resolve: (result: any) => void, reject: (problem: Error) => void}>} */
  #asked = new Map();
  /** @type {Map<string, (params: any) => void>} */
  #heard = new Map();
  /** @type {import('node:child_process').ChildProcess} */
  #process;

  /** @param {{executablePath: string, args: string[], env: Record<string, string>}} found */
  constructor({ executablePath, args, env }) {
    const own = ['--headless', '--no-sandbox', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--user-data-dir=${this.#home}`];
    this.#process = spawn(executablePath, [...args, ...own, '--remote-debugging-pipe'], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.#process.once('exit', () => this.#asked.forEach(({ reject }) => reject(new Error('Chromium ended'))));
    this.#process.once('error', (problem) => this.#asked.forEach(({ reject }) => reject(problem)));
    const from = /** @type {import('node:stream').Readable} */ (this.#process.stdio[4]);
    from.setEncoding('utf8').on('data', (text) => this.#read(text));
  }

  static async start() {
    return new BareChromium(await findChromium());
  }

  /** @param {string} method @param {object} [params] @param {string} [sessionId] of the target that is meant @returns {Promise<any>} */
  ask(method, params = {}, sessionId) {
    const id = this.#next++;
    const to = /** @type {import('node:stream').Writable} */ (this.#process.stdio[3]);
    to.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
  }

  /** What is said of this from now on. @param {string} method @param {(params: any) => void} heard */
  on(method, heard) {
    this.#heard.set(method, heard);
  }

  async stop() {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.ask('Browser.close').catch(() => {});
    await gone;
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** @param {string} text messages, each with a NUL behind it, cut anywhere */
  #read(text) {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop() ?? '';
    for (const { id, method, params, result, error } of messages.map((message) => JSON.parse(message))) {
      if (method) {
        this.#heard.get(method)?.(params);
      } else if (error) {
        this.#asked.get(id)?.reject(new Error(error.message));
      } else {
        this.#asked.get(id)?.resolve(result);
      }
      this.#asked.delete(id);
    }
  }
}
