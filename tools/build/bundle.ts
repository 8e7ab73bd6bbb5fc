/**
 * Bundles one Lambda: every entry and chunk flat in one folder, so that
 * `new URL('./judge.worker.mjs', import.meta.url)` holds from whichever file it lands in.
 */

import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { companions } from './companions.ts';

/** A Lambda and the modules it starts from: output name without extension -> source, from the project's root. */
export interface FunctionBundle {
  readonly name: string;
  readonly entries: Readonly<Record<string, string>>;
}

/** Absolute source path -> absolute path of what takes its place, for tests that plant another module. */
export type Alias = Readonly<Record<string, string>>;

export interface Bundle {
  /** What runs: file name -> content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The source map of each file, kept beside the zip: Lambda would load it for nothing at each cold start. */
  readonly maps: ReadonlyMap<string, Uint8Array>;
  readonly metafile: Metafile;
}

/** ES modules have no `require`, but CommonJS packages inside the bundle ask it for Node's own modules. */
const banner =
  "import { createRequire as mailweirCreateRequire } from 'node:module';" +
  'const require = mailweirCreateRequire(import.meta.url);';

/** Bundles `entries` found under `root`. Throws when a source or a replaced module does not exist. */
export async function bundle({ name, entries }: FunctionBundle, root: string, alias: Alias = {}): Promise<Bundle> {
  const unused = new Set(Object.keys(alias));
  const sources = Object.entries(entries).map(([output, source]) => [output, resolve(root, source)]);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(sources),
    outdir: resolve(root, 'dist', name),
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Chunk names hash the paths of what they hold: a checkout with a linked node_modules must give the same bytes.
    preserveSymlinks: true,
    banner: { js: banner },
    // Names stay, so a stack trace can be read without the map: 2 ms of cold start and 40 kB dearer than short ones.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [replacing(alias, unused)],
  });
  if (unused.size > 0) throw new Error(`${name} does not contain ${[...unused].join(', ')}: nothing was replaced`);
  const outputs = outputFiles.map(({ path, contents }) => ({ file: basename(path), contents }));
  return {
    files: new Map([
      ...named(outputs.filter(({ file }) => !file.endsWith('.map'))),
      ...(await readBeside(metafile, root)),
    ]),
    maps: named(outputs.filter(({ file }) => file.endsWith('.map'))),
    metafile,
  };
}

/** The files that bundled modules look for beside themselves. */
async function readBeside({ outputs }: Metafile, root: string): Promise<Map<string, Uint8Array>> {
  const used = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const hasCode = (module: string): boolean =>
    used.some(([source, { bytesInOutput }]) => source === module && bytesInOutput > 0);
  const files = new Map<string, Uint8Array>();
  for (const [module, file] of companions)
    if (hasCode(module)) files.set(basename(file), await readFile(resolve(root, file)));
  return files;
}

function named(outputs: readonly { file: string; contents: Uint8Array }[]): Map<string, Uint8Array> {
  return new Map(outputs.map(({ file, contents }) => [file, contents]));
}

/** Replaces modules by path. A replacement may import the original: what it imports is left alone. */
function replacing(alias: Alias, unused: Set<string>): Plugin {
  const replacements = new Map(Object.entries(alias));
  const asked = Symbol('asked by this plugin');
  return {
    name: 'replacing',
    setup(esbuild) {
      if (replacements.size === 0) return;
      esbuild.onResolve({ filter: /^\.{0,2}\// }, async ({ path, pluginData, ...from }) => {
        if (pluginData === asked) return undefined;
        const found = await esbuild.resolve(path, { ...from, pluginData: asked });
        const replacement = replacements.get(found.path);
        if (replacement === undefined || from.importer === replacement) return found;
        if (!isAbsolute(replacement)) throw new Error(`${replacement} is not an absolute path`);
        unused.delete(found.path);
        return { path: replacement };
      });
    },
  };
}
