/**
 * A browser, its pages and a collector, for tests of the outbox: time stands still unless a test moves it, and every answer is the test's own. One storage for all
 * pages; a page that is gone runs nothing any more, and what it had sent with keepalive arrives all the same.
 */
import { setMaxListeners } from 'node:events';
import { vi } from 'vitest';
import { outbox } from '../../src/outbox';
import type { Values } from '../../src/types';
import { storage } from './storage';

export const NOW = 1_800_000_000_000;
export const PLACE = { get_: 'https://c/p/pixel.png', post_: 'https://c/p/events' };

/** What becomes of a request: `status` 0 is a network that fails. */
export interface Fate {
  status: number;
  afterMs?: number;
  retryAfter?: string;
  /** Numbers of the events of a batch that are to be sent again. */
  retry?: number[];
  /** Arrives, but the answer does not: the page is left waiting. */
  isSilent?: boolean;
}

export interface Request {
  events: Values[];
  method: string;
  keepalive: boolean;
  page: string;
  at: number;
}

interface Page {
  name: string;
  isAlive: boolean;
  /** What a frozen page has not run yet. */
  waiting?: (() => void)[];
  listeners: Map<string, ((event: any) => void)[]>;
  box: ReturnType<typeof outbox>;
}

export class World {
  readonly requests: Request[] = [];
  /** Every arrival that was taken, in order. */
  readonly taken: Values[] = [];
  fate: (request: Request) => Fate = () => ({ status: 204 });
  isOnline = true;
  /** Whether images arrive, which fetch may not. */
  hasImages = false;
  /** What asking for `navigator.locks` gives; nothing where the browser has none. */
  locks: () => unknown = () => undefined;
  private current: Page | undefined;
  private pages = 0;

  constructor(quota = Infinity) {
    vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const later = globalThis.setTimeout;
    const own = <Rest extends unknown[]>(run: (...rest: Rest) => void) => this.bound(run);
    vi.stubGlobal('setTimeout', (run: () => void, ms?: number) => later(own(run), ms));
    vi.stubGlobal('localStorage', storage(quota));
    vi.stubGlobal('self', globalThis);
    vi.stubGlobal('addEventListener', (name: string, heard: () => void) => this.listen(name, heard));
    const world = this;
    vi.stubGlobal('navigator', {
      get onLine() {
        return world.isOnline;
      },
      get locks() {
        return world.locks();
      },
    });
    vi.stubGlobal('Image', class {
      onload?: () => void;
      onerror?: () => void;
      set src(_: string) {
        queueMicrotask(() => (world.hasImages ? this.onload!() : this.onerror!()));
      }
    });
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => this.receive(url, init));
  }

  end(): void {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  }

  /** A page of its own, which may send, and store unless told otherwise. */
  open(mayStore = true): Page {
    const page: Page = { name: 'page' + this.pages++, isAlive: true, listeners: new Map(), box: undefined as never };
    this.current = page;
    page.box = outbox(page.name);
    page.box.open_!(true, mayStore);
    return page;
  }

  add(page: Page, id: string, more: Values = {}, place = PLACE): void {
    this.run(page, () => page.box.add_(place, { type: 'click', id, created_at: Date.now(), ...more }));
  }

  run(page: Page, what: () => void): void {
    this.current = page;
    what();
  }

  tell(page: Page, name: string, event: object = {}): void {
    this.run(page, () => page.listeners.get(name)?.forEach((heard) => heard(event)));
  }

  /** As a browser does it where a visitor goes: `pagehide`, then the flush of a page that is hidden (HTML standard, unload a document), and then nothing of the page runs. */
  leave(page: Page): void {
    this.tell(page, 'pagehide');
    this.run(page, () => page.box.flush_!(true));
    page.isAlive = false;
  }

  /** Without a word: the process was killed. */
  kill(page: Page): void {
    page.isAlive = false;
  }

  /** As a browser does with a tab in the background: nothing of the page runs, until it does again, from where it stood. */
  freeze(page: Page): void {
    page.waiting = [];
  }

  thaw(page: Page): void {
    const waiting = page.waiting!;
    page.waiting = undefined;
    waiting.forEach((run) => this.run(page, run));
  }

  async pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** Keys of events, whole or marks. */
  kept(): string[] {
    return Object.keys(localStorage).filter((key) => key.startsWith('fl:e'));
  }

  /** Ids that the collector has, and how many more events it was told are missing. */
  told(): { ids: string[]; dropped: number } {
    const events = new Map(this.taken.map((event) => [event.id as string, Number(event.tracker_dropped ?? 0)]));
    return { ids: [...events.keys()].sort(), dropped: [...events.values()].reduce((sum, count) => sum + count, 0) };
  }

  private listen(name: string, heard: () => void): void {
    const { listeners } = this.current!;
    listeners.set(name, [...(listeners.get(name) ?? []), heard]);
  }

  /** As `run`, but only as long as the page that is running now is there. */
  private bound<Rest extends unknown[]>(run: (...rest: Rest) => void): (...rest: Rest) => void {
    const page = this.current;
    return (...rest) => {
      if (page?.waiting) {
        page.waiting.push(() => run(...rest));
      } else if (!page || page.isAlive) {
        this.current = page;
        run(...rest);
      }
    };
  }

  private receive(url: string, init: RequestInit): Promise<unknown> {
    const page = this.current!;
    const query = url.indexOf('?');
    const body = query < 0 ? JSON.parse(init.body as string) : undefined;
    const events: Values[] = body ? (body.events ?? [body]) : [Object.fromEntries(new URLSearchParams(url.slice(query)))];
    const request = { events, method: init.method ?? 'GET', keepalive: !!init.keepalive, page: page.name, at: Date.now() };
    this.requests.push(request);
    const { status, afterMs = 10, retryAfter, retry = [], isSilent } = this.isOnline ? this.fate(request) : { status: 0 };
    const later = globalThis.setTimeout;
    return new Promise((resolve, reject) => {
      setMaxListeners(0, init.signal!); // one for each request under way
      init.signal!.addEventListener('abort', () => reject(new Error('aborted')));
      const arrive = () => {
        if (status >= 200 && status < 300 && !init.signal!.aborted && (page.isAlive || request.keepalive)) {
          this.taken.push(...events.filter((_, i) => !retry.includes(i)));
        }
      };
      const answer = this.bound(() => {
        if (!isSilent) {
          const headers = { get: () => retryAfter ?? null };
          status ? resolve({ status: retry.length ? 200 : status, headers, json: async () => ({ retry }) }) : reject(new TypeError('network'));
        }
      });
      this.current = undefined; // what arrives does so whether or not the page is there
      later(() => (arrive(), answer()), afterMs);
      this.current = page;
    });
  }
}
