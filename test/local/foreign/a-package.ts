/** Functions that are not ours, as their users would zip them. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { aFolder } from '../local-setup.ts';

const source = (name: string): string => fileURLToPath(new URL(`./functions/${name}.cjs`, import.meta.url));

/** Bundled into one CommonJS file, with SDK clients of an earlier version. */
async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source(name)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    alias: {
      '@aws-sdk/client-s3': 'earlier-client-s3',
      '@aws-sdk/client-workmailmessageflow': 'earlier-client-workmailmessageflow',
    },
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

export async function aZip(fileName: string, files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(await aFolder(), fileName);
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  await writeFile(path, zipSync(Object.fromEntries(entries)));
  return path;
}

export const aBundledZip = async (name: string): Promise<string> =>
  aZip(`${name}.zip`, { 'index.js': await bundled(name) });

/** The sources as they are, in a folder. */
export async function aSourceFolder(name: string): Promise<string> {
  const folder = join(await aFolder(), name);
  await mkdir(join(folder, 'src'), { recursive: true });
  await writeFile(join(folder, 'src', 'app.js'), await readFile(source(name)));
  return folder;
}
