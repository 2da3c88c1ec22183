/** What every browser test stands on: one Chromium per file; per test a fresh collector, site and browser context. No page may ever see an error of ours. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchChromium } from '../../../browser/chromium.mjs';
import { Collector } from './collector';
import { Site } from './site';

export interface Stage {
  collector: Collector;
  site: Site;
  context: BrowserContext;
  page: Page;
  /** What was written to the page's console. */
  console: string[];
}

export function stage(): Stage {
  const stage = {} as Stage;
  let browser: Browser;
  let pageErrors: Error[];

  beforeAll(async () => {
    browser = await launchChromium();
  });

  beforeEach(async () => {
    stage.collector = await Collector.start();
    stage.site = await Site.start();
    stage.context = await browser.newContext();
    stage.page = await stage.context.newPage();
    stage.console = [];
    stage.page.on('console', (message) => stage.console.push(message.text()));
    pageErrors = [];
    stage.page.on('pageerror', (error) => pageErrors.push(error));
  });

  afterEach(async () => {
    await stage.context.close();
    await stage.site.stop();
    await stage.collector.stop();
    expect(pageErrors).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
  });

  return stage;
}

/** The commands that run in a page. */
declare global {
  interface Window {
    fl: import('../../src/queue').Stub;
    seen: any;
  }
}
