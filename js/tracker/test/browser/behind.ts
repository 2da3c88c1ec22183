/** What may stand behind the server that pages take for the collector: the real one or a stand-in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Arrived, Received } from './arrived';

/** A path that nobody has: a page asks for it behind our requests, so that when it is answered ours have come. */
export const PROOF = '/proof';

export interface Behind {
  /** Returns when it is answered. */
  answer(asked: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>;
  /** What has arrived. `ledger`: all that came over the wire. */
  events(ledger: readonly Received[]): Arrived[];
  /** Nobody asks any more; returns when everything is answered. */
  close(): Promise<void>;
}
