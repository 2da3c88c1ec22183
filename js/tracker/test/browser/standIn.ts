/** Answers as the collector does, for who has no Java at hand; of what it refuses, a type that is none alone. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { eventsOf, PIXEL_NAMES, type Arrived, type Received } from './arrived';
import type { Behind } from './behind';

const dist = new URL('../../dist/', import.meta.url);

/** What the collector says to pages of any origin. */
export const READABLE = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };

/** As the wire has it; the collector reads it in lower case. */
const TYPE = /^[a-z0-9_.:-]{1,64}$/i;

export class StandIn implements Behind {
  async answer({ url = '', method = '', headers }: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const path = url.replace(/\?.*/s, '');
    const said = eventsOf([{ method, path, url, headers, body: body.toString('utf8'), isRefused: false }]);
    if (/^\/fl[-a-z]*\.m?js$/.test(path)) {
      response.writeHead(200, { 'content-type': 'text/javascript', ...READABLE }).end(readFileSync(new URL(path.slice(1), dist)));
    } else if (said[0] && !said.some(isEvent)) {
      response.writeHead(400, { 'content-type': 'application/json', ...READABLE }).end('{"refused":"type_malformed"}');
    } else if (PIXEL_NAMES.includes(path.split('/')[2]!)) {
      response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store', ...READABLE }).end(PIXEL);
    } else {
      response.writeHead(method == 'POST' ? 204 : 404, READABLE).end();
    }
  }

  events(ledger: readonly Received[]): Arrived[] {
    return eventsOf(ledger).filter(isEvent);
  }

  async close(): Promise<void> {}
}

function isEvent({ type = '' }: Arrived): boolean {
  return !type || TYPE.test(type);
}

/** 1×1, fully transparent. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
