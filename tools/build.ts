/**
 * `npm run build`: each Lambda of `functions/` into `dist/<name>/` and `dist/<name>.zip`, which is what gets deployed.
 */

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Alias, type Bundle, bundle, type FunctionBundle } from './build/bundle.ts';
import { assertStaticGraph } from './build/static-graph.ts';
import { zipFiles } from './build/zip.ts';

export const functions: readonly FunctionBundle[] = [
  {
    name: 'inbound',
    entries: { inbound: 'functions/inbound.ts', 'judge.worker': 'functions/judge.worker.ts' },
  },
  { name: 'auto-reply', entries: { 'auto-reply': 'functions/auto-reply.ts' } },
  { name: 'journal', entries: { journal: 'functions/journal.ts' } },
  { name: 'learn', entries: { learn: 'functions/learn.ts' } },
  { name: 'relation', entries: { relation: 'functions/relation.ts' } },
  { name: 'reconcile', entries: { reconcile: 'functions/reconcile.ts' } },
  { name: 'retain', entries: { retain: 'functions/retain.ts' } },
];

export interface BuildOptions {
  /** Where the zips go; `dist` in the project unless told. */
  readonly outDir?: string;
  readonly alias?: Alias;
  readonly functions?: readonly FunctionBundle[];
  /** The folder that the entries' paths start from; the project's unless told. */
  readonly root?: string;
}

export interface BuiltFunction {
  readonly name: string;
  readonly zipFile: string;
  readonly zipBytes: number;
  /** Of all that is in the zip, before compression. */
  readonly codeBytes: number;
  readonly fileCount: number;
}

const project = fileURLToPath(new URL('..', import.meta.url));

/** Builds `functions`, replacing what an earlier build left of them. Writes none when one is not fit to ship. */
export async function build(options: BuildOptions = {}): Promise<BuiltFunction[]> {
  const { root = project, outDir = join(root, 'dist'), alias = {} } = options;
  const bundles = new Map<string, Bundle>();
  for (const lambda of options.functions ?? functions) {
    const output = await bundle(lambda, root, alias);
    assertStaticGraph(output.metafile);
    bundles.set(lambda.name, output);
  }
  return Promise.all([...bundles].map(([name, output]) => write(output, name, outDir)));
}

async function write({ files, maps, metafile }: Bundle, name: string, outDir: string): Promise<BuiltFunction> {
  const zip = zipFiles(files);
  const zipFile = join(outDir, `${name}.zip`);
  await replaceFolder(join(outDir, name), files);
  await replaceFolder(join(outDir, `${name}.maps`), maps);
  await writeFile(join(outDir, `${name}.meta.json`), JSON.stringify(metafile));
  // Renamed into place: whoever reads the zip meanwhile has the old one or the new one, never half.
  const unfinished = `${zipFile}.${process.pid}`;
  await writeFile(unfinished, zip);
  await rename(unfinished, zipFile);
  const codeBytes = [...files.values()].reduce((total, { length }) => total + length, 0);
  return { name, zipFile, zipBytes: zip.length, codeBytes, fileCount: files.size };
}

/** Removes the folder first: a chunk of an earlier build must not look like part of this one. */
async function replaceFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [file, content] of files) await writeFile(join(folder, file), content);
}

const kB = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`;

if (import.meta.main) {
  for (const { name, codeBytes, zipBytes, fileCount } of await build()) {
    console.log(`${name}: ${kB(codeBytes)} in ${fileCount} files, ${kB(zipBytes)} zipped`);
  }
}
