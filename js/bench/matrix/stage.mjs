/**
 * The stage: a real broker, the real collector, what its log holds. It runs in Java; this speaks to its door (StageDoor.java, where the questions are
 * listed).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** An event as the log holds it, once for each time that it was taken: its fields by their long names. @typedef {Record<string, any> & {id: string, received_at: number}} Arrival */

export class Stage {
  /** @param {string} collector origin of the collector @param {string} door origin of the door */
  constructor(collector, door) {
    this.collector = collector;
    this.door = door;
  }

  /** Begins a stage of its own, which ends with this process or by `end`. @param {string[]} command */
  static async begin([program = '', ...parameters]) {
    const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
    const over = once(child, 'exit').then(([code]) => {
      throw new Error(`the stage ended with ${code} before it was ready`);
    });
    const ready = (async () => {
      for await (const line of createInterface({ input: child.stdout })) {
        if (line.startsWith('ready ')) {
          return line.split(' ').slice(1);
        }
      }
      return over;
    })();
    const [collector = '', door = ''] = await Promise.race([ready, over]);
    over.catch(() => {}); // it ends when we do
    const stage = new Stage(collector, door);
    stage.end = async () => {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    };
    return stage;
  }

  /** Only a stage that was begun here ends here. */
  async end() {}

  stop = () => this.#post('/stop');
  start = () => this.#post('/start');
  cut = () => this.#post('/cut');
  mend = () => this.#post('/mend');

  /** Which of these events of a pixel are not in the log, once all are or the time is over. @param {string} pixel @param {string[]} numbers @param {number} withinMs @returns {Promise<string[]>} */
  async missing(pixel, numbers, withinMs) {
    return numbers.length ? this.#ask(`/missing?pixel=${pixel}&within=${withinMs}`, { method: 'POST', body: numbers.join('\n') }) : [];
  }

  /** @param {string} pixel @returns {Promise<Arrival[]>} */
  log(pixel) {
    return this.#ask(`/log?pixel=${pixel}`);
  }

  /** Where the log ends: behind everything that has been answered. @returns {Promise<number>} */
  position() {
    return this.#ask('/position');
  }

  /** Of all pixels from a position on, read to where the log ends now; fields as they travelled. @param {number} position @returns {Promise<{pixel: string, id: string, isRefused: boolean, receivedAt: number, fields: Record<string, string>}[]>} */
  since(position) {
    return this.#ask(`/since?position=${position}`);
  }

  /** @param {string} path */
  #post(path) {
    return this.#ask(path, { method: 'POST' });
  }

  /** @param {string} path @param {RequestInit} [init] @returns {Promise<any>} */
  async #ask(path, init) {
    const answer = await fetch(this.door + path, init);
    if (!answer.ok) {
      throw new Error(`the stage answered ${path} with ${await answer.text()}`);
    }
    return answer.json();
  }
}
