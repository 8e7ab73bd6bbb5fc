/**
 * Takes README's pictures of the page into `docs/images/`: `node tools/run.mjs tools/screenshots.ts`.
 *
 * Starts the local organisation by its command, in a folder that goes, and looks at it from outside.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startChromium } from './chromium.ts';

const images = fileURLToPath(new URL('../docs/images/', import.meta.url));
const program = fileURLToPath(new URL('../local/main.ts', import.meta.url));
const view = { width: 1180, height: 860 };
const maxBytes = 300_000;

const stateDir = await mkdtemp(join(tmpdir(), 'mailweir-screenshots-'));
const child = spawn(process.execPath, [program, '--state', stateDir, '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const url = await addressOf(child);
  const browser = await startChromium();
  try {
    const context = await browser.newContext({ viewport: view, colorScheme: 'light', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await mkdir(images, { recursive: true });
    await page.goto(url);
    await take(page, 'messages.png', 1150);
    await page.getByRole('link', { name: 'Your invoice' }).click();
    await page.getByRole('heading', { name: 'Its way' }).waitFor();
    await take(page, 'message.png', 1500);
  } finally {
    await browser.close();
  }
} finally {
  child.kill('SIGINT');
  await once(child, 'exit');
  await rm(stateDir, { recursive: true, force: true });
}

/** The page's address, once the samples have been sent. The output is read on: its writer must not block. */
function addressOf({ stdout, pid }: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = '';
  stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    const url = /^Page\s+(http:\S+)/m.exec(output)?.[1];
    if (url !== undefined && /^ready$/m.test(output)) resolve(url);
  });
  stdout?.on('end', () => reject(new Error(`Process ${pid} ended before it was ready:\n${output}`)));
  return promise;
}

/** Times and ids differ from run to run; everything else in a picture is the same. */
async function take(page: Page, name: string, height: number): Promise<void> {
  const file = join(images, name);
  await page.setViewportSize({ ...view, height });
  await page.screenshot({ path: file, animations: 'disabled' });
  const { size } = await stat(file);
  if (size > maxBytes) throw new Error(`${file} has ${size} bytes; README's pictures stay below ${maxBytes}.`);
  process.stdout.write(`docs/images/${name}: ${Math.round(size / 1000)} kB\n`);
}
