/** A worker thread's sources as one piece of JavaScript, for programs that run from a checkout. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { companions } from './companions.ts';

/**
 * Bundles `source` (a path from `root`) into a `data:` URL that `new Worker` takes.
 *
 * A thread started from the TypeScript itself strips types by WebAssembly while it loads. Ended in that moment it can
 * end the whole process by a signal (Node 24.21; seen about once in 1,600 threads, never in 6,400 of plain JavaScript),
 * and a thread that judges mail is ended whenever a message asks too much of it.
 */
export async function bundleThread(source: string, root: string): Promise<URL> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    keepNames: true,
    write: false,
    logLevel: 'silent',
    plugins: [inPlace(root)],
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild made nothing of ${source}`);
  return new URL(`data:text/javascript;base64,${Buffer.from(output.contents).toString('base64')}`);
}

/** A `data:` URL has nothing beside it: who looks for a file there is told the place of its source. */
function inPlace(root: string): Plugin {
  const places = new Set([...companions.keys()].map((module) => resolve(root, module)));
  return {
    name: 'in-place',
    setup(esbuild) {
      esbuild.onLoad({ filter: /[\\/]tables[\\/][\w-]+\.ts$/ }, async ({ path }) => {
        if (!places.has(path)) return undefined;
        const source = await readFile(path, 'utf8');
        const contents = source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
        return { contents, loader: 'ts' };
      });
    },
  };
}
