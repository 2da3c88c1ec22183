/**
 * What pages take for the collector: a server that keeps a ledger of all that came over the wire, and has it answered by what stands behind it, the real
 * collector where `FIRSTLIGHT_COLLECTOR` names one, else a stand-in. Tests assert on the ledger and on the events that arrived, never on what a browser says it
 * has sent. It answers by itself only what a test tells it to, and `SLOW`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plant } from '../../../bench/matrix/planted.mjs';
import { isHit, type Arrived, type Received } from './arrived';
import type { Behind } from './behind';
import { RealCollector } from './realCollector';
import { READABLE, StandIn } from './standIn';

/** A path that is never answered: what asks for it keeps its connection busy. */
export const SLOW = '/slow';

/** How hits are answered in place of what stands behind: so, or never. */
type How = { status: number; headers?: Record<string, string>; body?: string } | 'never';

export class Collector {
  readonly ledger: Received[] = [];
  private readonly watchers = new Set<() => void>();
  private how: How | undefined;
  private heldLibrary: (() => void)[] | undefined;

  private readonly server = createServer((asked, response) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk) => chunks.push(chunk));
    asked.on('end', () => {
      const body = Buffer.concat(chunks);
      const url = asked.url ?? '';
      const path = url.replace(/\?.*/s, '');
      const isRefused = isHit(path) && !!this.how && (this.how == 'never' || this.how.status >= 300);
      this.ledger.push({ method: asked.method ?? '', path, url, headers: asked.headers, body: body.toString('utf8'), isRefused });
      this.answer(path, asked, body, response).then(this.look);
      this.look();
    });
  });

  private constructor(private readonly behind: Behind) {}

  static async start(): Promise<Collector> {
    const origins = process.env.FIRSTLIGHT_COLLECTOR;
    const collector = new Collector(origins ? await RealCollector.at(origins) : new StandIn());
    await new Promise<void>((listening) => collector.server.listen(0, '127.0.0.1', listening));
    return collector;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on the library is slow: it is answered when `releaseLibrary` says so. */
  holdLibrary(): void {
    this.heldLibrary = [];
  }

  releaseLibrary(): void {
    const held = this.heldLibrary ?? [];
    this.heldLibrary = undefined;
    held.forEach((answer) => answer());
  }

  /** Waits for that many requests (events unless told otherwise), however long the test may take. */
  async arrived(count: number, of: () => unknown[] = () => this.events()): Promise<void> {
    await new Promise<void>((enough) => {
      const look = () => {
        if (of().length >= count) {
          this.watchers.delete(look);
          enough();
        }
      };
      this.watchers.add(look);
      look();
    });
  }

  requests(method: string, path?: string): Received[] {
    return this.ledger.filter((each) => each.method == method && (!path || each.path == path));
  }

  /** Every event that arrived: what the log of the real collector holds, or what the stand-in was sent and took. */
  events(): Arrived[] {
    return this.behind.events(this.ledger);
  }

  /** From now on hits are answered so; `undefined`: as ever again. */
  answerHits(how: How | undefined): void {
    this.how = how;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
    await this.behind.close();
  }

  private readonly look = () => this.watchers.forEach((look) => look());

  private async answer(path: string, asked: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const how = isHit(path) ? this.how : undefined;
    if (path == SLOW || how == 'never') {
      // Never.
    } else if (how) {
      response.writeHead(how.status, { ...READABLE, ...how.headers }).end(how.body);
    } else if (this.heldLibrary && /^\/fl[-a-z]*\.m?js$/.test(path)) {
      this.heldLibrary.push(() => this.behind.answer(asked, body, response));
    } else if (process.env.FIRSTLIGHT_PLANTED && path == '/fl.js') {
      response.writeHead(200, { 'content-type': 'text/javascript', ...READABLE }).end(await plant(process.env.FIRSTLIGHT_PLANTED));
    } else {
      await this.behind.answer(asked, body, response);
    }
  }
}
