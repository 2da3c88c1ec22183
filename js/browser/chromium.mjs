/**
 * Finds a Chromium and starts it: for the tracker's browser tests and for the walk through the demo shop.
 *
 * Looked for, in this order: the file named by FIRSTLIGHT_CHROMIUM; a chromium or chrome on the PATH; the one that the npm package
 * @sparticuz/chromium carries (Linux x64). The caller owns the browser and closes it.
 */
import { accessSync, constants, existsSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES_ON_PATH = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const ARGS = [
  '--no-sandbox', // CI runs as root, where Chromium refuses its sandbox; only our own pages are opened
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Args of the carried Chromium that are left out. The first two would hollow out what is tested (CORS preflights, mixed content);
 * --single-process lets the whole browser die with one page and is needed on Lambda only.
 */
const UNWANTED = ['--disable-web-security', '--allow-running-insecure-content', '--single-process'];

/** Where the carried Chromium is unpacked, once. `npm ci` empties it together with the package. */
const MODULES = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules');
const CACHE = join(MODULES, '.cache');

/** @returns {Promise<import('playwright-core').Browser>} a running headless Chromium */
export async function launchChromium() {
  const { chromium } = await import('playwright-core').catch(() => {
    throw new Error('The browser needs the packages in js/package-lock.json: run `npm ci` in js/ first.');
  });
  const { executablePath, args, env, origin } = await findChromium();
  try {
    return await chromium.launch({ executablePath, args: [...args, ...ARGS], env: { ...process.env, ...env }, headless: true });
  } catch (problem) {
    throw new Error(`The Chromium at ${executablePath} (${origin}) did not start: ${/** @type {Error} */ (problem).message}`, { cause: problem });
  }
}

/**
 * @param {NodeJS.ProcessEnv} [env] the environment to look in
 * @returns {Promise<{executablePath: string, args: string[], env: Record<string, string>, origin: string}>}
 */
export async function findChromium(env = process.env) {
  const named = env.FIRSTLIGHT_CHROMIUM;
  if (named) {
    if (!isExecutable(named)) {
      throw new Error(`FIRSTLIGHT_CHROMIUM names ${named}, which is no file that can be run.`);
    }
    return { executablePath: named, args: [], env: {}, origin: 'named by FIRSTLIGHT_CHROMIUM' };
  }
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const found = NAMES_ON_PATH.map((name) => join(folder, name)).find(isExecutable);
    if (found) {
      return { executablePath: found, args: [], env: {}, origin: 'found on the PATH' };
    }
  }
  return carriedChromium();
}

async function carriedChromium() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`No Chromium found: set FIRSTLIGHT_CHROMIUM to one, or install chromium or google-chrome (the npm package carries one for Linux x64 only, this is ${process.platform} ${process.arch}).`);
  }
  // Read when the package is loaded: makes it unpack the libraries that a bare machine lacks (NSS and friends).
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  const before = process.env.LD_LIBRARY_PATH;
  const { default: carried } = await import('@sparticuz/chromium').catch(() => {
    throw new Error('No Chromium found: set FIRSTLIGHT_CHROMIUM to one, install chromium or google-chrome, or run `npm ci` in js/ (it brings one for Linux x64).');
  });
  const { version } = JSON.parse(readFileSync(join(MODULES, '@sparticuz', 'chromium', 'package.json'), 'utf8'));
  const home = join(CACHE, `chromium-${version}`);
  if (!existsSync(home)) {
    await unpack(carried, home);
  }
  return {
    executablePath: join(home, 'chromium'),
    args: carried.args.filter((arg) => !UNWANTED.includes(arg)),
    env: {
      FONTCONFIG_PATH: join(home, 'fonts'),
      LD_LIBRARY_PATH: [join(home, 'al2023', 'lib'), before].filter(Boolean).join(delimiter),
    },
    origin: `carried by @sparticuz/chromium ${version}`,
  };
}

/**
 * Unpacks beside the target and renames: a killed or a concurrent run never leaves a half-written browser to be started.
 *
 * @param {{executablePath(): Promise<string>}} carried
 * @param {string} home
 */
async function unpack(carried, home) {
  mkdirSync(CACHE, { recursive: true });
  const staging = mkdtempSync(join(CACHE, 'chromium-unpacking-'));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = staging; // the package unpacks into os.tmpdir()
  try {
    await carried.executablePath();
    const fonts = join(staging, 'fonts', 'fonts.conf');
    writeFileSync(fonts, readFileSync(fonts, 'utf8').replaceAll('/tmp/fonts', join(home, 'fonts')));
    renameSync(staging, home);
  } catch (problem) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(home)) {
      throw problem;
    }
  } finally {
    if (TMPDIR === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = TMPDIR;
    }
  }
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
