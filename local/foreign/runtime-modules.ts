/**
 * The AWS SDK that Lambda's Node runtimes bring along, for functions that do not bundle their own: clients of the
 * services that are here, in the versions that mailweir itself uses.
 */

import { rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { ensureFolder } from '../disk.ts';

const clients = ['client-s3', 'client-sesv2', 'client-workmailmessageflow'];

/** Links them into `node_modules` of a folder above the function's code, where Node looks when the code has none. */
export async function linkRuntimeModules(folder: string): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  const scope = join(folder, 'node_modules', '@aws-sdk');
  await ensureFolder(scope);
  for (const client of clients) {
    const main = resolve(`@aws-sdk/${client}`);
    const place = join('node_modules', '@aws-sdk', client) + sep;
    const root = main.slice(0, main.lastIndexOf(place) + place.length - 1);
    const link = join(scope, client);
    await rm(link, { recursive: true, force: true });
    await symlink(root, link, 'junction');
  }
}

export const runtimeModules: readonly string[] = clients.map((client) => `@aws-sdk/${client}`);
