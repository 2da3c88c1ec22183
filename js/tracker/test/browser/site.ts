/** A customer's site: a real HTTP server on an origin of its own, so that everything towards the collector is cross-origin. */
import { readFileSync } from 'node:fs';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Page {
  html: string;
  headers?: OutgoingHttpHeaders;
}

export class Site {
  /** A Chromium that has windows asks every site for its icon, and says on the console where there is none. */
  private readonly pages = new Map<string, Page>([['/favicon.ico', { html: '' }]]);

  private readonly server = createServer((request, response) => {
    const page = this.pages.get((request.url ?? '').replace(/\?.*/, ''));
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...page?.headers }).end(page?.html ?? '');
  });

  static async start(): Promise<Site> {
    const site = new Site();
    await new Promise<void>((listening) => site.server.listen(0, '127.0.0.1', listening));
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @returns the address of the page */
  serve(path: string, page: Page): string {
    this.pages.set(path, page);
    return this.origin + path;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

/** The built snippet, as a site pastes it. `commands` replaces the page view at its end; `consent` is said before them; `script` is the build it asks for. */
export function snippet(collector: string, { pixel = '12345', commands = '', nonce = '', name = 'fl', consent = 'not_required', script = 'fl.js', kind = 'snippet' } = {}): string {
  const built = readFileSync(new URL(`../../dist/${kind}.html`, import.meta.url), 'utf8');
  return built
    .replace('fl("init"', consent ? `fl("consent","${consent}");fl("init"` : 'fl("init"')
    .replace('fl("pageView");', commands)
    .replace('/fl.js', '/' + script)
    .replace('<script>', nonce ? `<script nonce="${nonce}">` : '<script>')
    .replaceAll('"fl"', `"${name}"`)
    .replaceAll('fl("', `${name}("`)
    .replaceAll('{{collector}}', collector)
    .replaceAll('{{pixel}}', pixel);
}

export function markup(head: string, body = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}</head><body>${body}</body></html>`;
}
