/** Finds a Chromium on this machine and starts it: for the page's tests and for README's pictures. */

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian, Fedora, Arch, Alpine and macOS put it. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/lib/chromium/chromium',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** `CHROMIUM_PATH`, where it is set, and nothing else then. */
export function chromiumPath(): string | undefined {
  const set = process.env['CHROMIUM_PATH'];
  return set === undefined || set === '' ? usualPlaces.find((path) => existsSync(path)) : set;
}

export const howToGetChromium =
  'There is no Chromium here. Install one (Debian: apt-get install chromium), or name one with CHROMIUM_PATH.';

/** Throws where there is none. */
export function startChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error(howToGetChromium);
  // Chromium does not sandbox itself for root, and says so by not starting.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...asRoot, '--disable-gpu', '--disable-dev-shm-usage'] });
}
