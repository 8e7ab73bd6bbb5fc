/** The files the page is made with: its style, its script, its icon. Read once. */

import { readFile } from 'node:fs/promises';
import { type PageAnswer, pageHeaders } from './answer.ts';

const types = new Map([
  ['page.css', 'text/css; charset=utf-8'],
  ['page.js', 'text/javascript; charset=utf-8'],
  ['icon.svg', 'image/svg+xml'],
]);

/** By path. */
export async function loadAssets(): Promise<ReadonlyMap<string, PageAnswer>> {
  const assets = new Map<string, PageAnswer>();
  for (const [name, type] of types) {
    const body = await readFile(new URL(`./assets/${name}`, import.meta.url));
    assets.set(`/assets/${name}`, { status: 200, headers: { ...pageHeaders, 'Content-Type': type }, body });
  }
  return assets;
}
