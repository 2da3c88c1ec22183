/**
 * A real HTTP server in the collector's place. It answers as the collector does and keeps a ledger of what arrived: tests assert on that,
 * never on what a browser says it has sent.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const table = new URL('../../../../schemas/src/main/resources/dev/firstlight/schema/wire.json', import.meta.url);
const wire: { key: string; name: string; aliases: string[] }[] = JSON.parse(readFileSync(table, 'utf8'));
const names = new Set(wire.flatMap(({ key, name, aliases }) => [key, name, ...aliases]));
const longNames: Record<string, string> = Object.fromEntries(wire.flatMap(({ key, name, aliases }) => [key, ...aliases].map((other) => [other, name])));
const dist = new URL('../../dist/', import.meta.url);

/** A path that is never answered: what asks for it keeps its connection busy. */
export const SLOW = '/slow';

/** The default path, and an alias that a company may have for it. */
const PIXEL_NAMES = ['pixel.png', 'event.png'];

export interface Received {
  method: string;
  /** Path without query. */
  path: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Answered with a status that promises nothing. */
  isRefused: boolean;
}

/** An event as it arrived, by long names, whichever way it came. */
export type Arrived = Record<string, any> & { via: Received; pixel: string };

export class Collector {
  readonly ledger: Received[] = [];
  private readonly watchers = new Set<() => void>();
  private how: { status: number; headers?: Record<string, string>; body?: string } | undefined;
  private heldLibrary: ServerResponse[] | undefined;

  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const url = request.url ?? '';
      const path = url.replace(/\?.*/s, '');
      this.ledger.push({ method: request.method ?? '', path, url, headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), isRefused: isHit(path) && !!this.how && this.how.status >= 300 });
      this.answer(path, request.method ?? '', response);
      this.watchers.forEach((look) => look());
    });
  });

  static async start(): Promise<Collector> {
    const collector = new Collector();
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
    held.forEach((response) => this.answer('/fl.js', 'GET', response));
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

  /** Every event that arrived and was answered as taken. */
  events(): Arrived[] {
    return this.ledger.flatMap((via) => {
      const [, pixel, route] = via.path.split('/');
      if (via.isRefused) {
        return [];
      }
      if (via.method == 'GET' && PIXEL_NAMES.includes(route!)) {
        return [{ ...fromQuery(via.url), via, pixel: pixel! }];
      }
      return via.method == 'POST' && route == 'events' ? fromJson(via.body).map((event) => ({ ...event, via, pixel: pixel! })) : [];
    });
  }

  /** From now on hits are answered so; `undefined`: as ever again. */
  answerHits(how: { status: number; headers?: Record<string, string>; body?: string } | undefined): void {
    this.how = how;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private answer(path: string, method: string, response: ServerResponse): void {
    if (/^\/fl[-a-z]*\.m?js$/.test(path)) {
      if (this.heldLibrary) {
        this.heldLibrary.push(response);
      } else {
        response.writeHead(200, { 'content-type': 'text/javascript', ...READABLE }).end(readFileSync(new URL(path.slice(1), dist)));
      }
    } else if (path == SLOW) {
      // Never.
    } else if (isHit(path) && this.how) {
      response.writeHead(this.how.status, { ...READABLE, ...this.how.headers }).end(this.how.body);
    } else if (PIXEL_NAMES.includes(path.split('/')[2]!)) {
      response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store', ...READABLE }).end(PIXEL);
    } else {
      response.writeHead(method == 'POST' ? 204 : 404, READABLE).end();
    }
  }
}

/** What the collector says to pages of any origin. */
const READABLE = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };

function isHit(path: string): boolean {
  return [...PIXEL_NAMES, 'events'].includes(path.split('/')[2]!);
}

/** One event or a batch. Values as text, which is how the pipeline reads them whichever way they come. */
function fromJson(body: string): Record<string, unknown>[] {
  const said = JSON.parse(body);
  return (said.events ?? [said]).map((event: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(event).map(([name, value]) => [plain(name), typeof value == 'object' ? JSON.stringify(value) : String(value)])),
  );
}

/** By hand, not with URLSearchParams: a `+` that meant a space would be a fault. */
function fromQuery(url: string): Record<string, string> {
  const pairs = url.slice(url.indexOf('?') + 1).split('&');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, value] = pair.split('=').map(decodeURIComponent) as [string, string];
      return [plain(name), value];
    }),
  );
}

/** A field under its long name, a property under its own, where it cannot be mistaken for a field. */
function plain(name: string): string {
  const own = name.replace(/^p\./, '');
  if (own == name) {
    return longNames[name] ?? name;
  }
  return names.has(own) || own.startsWith('p.') ? name : own;
}

/** 1×1, fully transparent. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
