import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../../browser/chromium.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the Chromium that is used', () => {
  it('is the one that FIRSTLIGHT_CHROMIUM names', async () => {
    const found = await findChromium({ FIRSTLIGHT_CHROMIUM: executable('mine'), PATH: '' });

    expect(found.executablePath).toBe(join(folder, 'mine'));
  });

  it('is refused in a sentence where FIRSTLIGHT_CHROMIUM names nothing that runs', async () => {
    await expect(findChromium({ FIRSTLIGHT_CHROMIUM: join(folder, 'none'), PATH: '' })).rejects.toThrow(/FIRSTLIGHT_CHROMIUM names .*none/);
  });

  it('is one on the PATH where none is named', async () => {
    executable('chromium');

    const found = await findChromium({ PATH: `/nowhere:${folder}` });

    expect(found.executablePath).toBe(join(folder, 'chromium'));
  });

  it('is the one from npm on Linux x64 where there is no other, with the guards that the tests rely on', async () => {
    const found = await findChromium({ PATH: '' }).catch((problem: Error) => problem);

    if (process.platform == 'linux' && process.arch == 'x64') {
      expect(found).toMatchObject({ origin: expect.stringContaining('@sparticuz/chromium') });
      expect((found as { args: string[] }).args).not.toContain('--disable-web-security');
    } else {
      expect((found as Error).message).toMatch(/^No Chromium found: set FIRSTLIGHT_CHROMIUM/);
    }
  });
});

function executable(name: string): string {
  const file = join(folder, name);
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  return file;
}
