/**
 * What a function loads before its first message: the outputs its entry reaches without `import()`.
 *
 * Cold start is inside WorkMail's 15 seconds, so packages that take tens of milliseconds to load stay behind an
 * `import()` or out of the function.
 */

import type { Metafile } from 'esbuild';

/** Packages that no function may load at start: each is large, and no message needs it before it is judged. */
export const neverAtStart: readonly string[] = [
  'iconv-lite',
  'html-to-text',
  'linkify-it',
  'mailparser',
  'yaml',
  'mailauth',
];

/** Throws, naming the chain of imports, when an entry loads one of `forbidden` at start. */
export function assertStaticGraph(metafile: Metafile, forbidden: readonly string[] = neverAtStart): void {
  const faults: string[] = [];
  for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint === undefined || isLoadedLater(metafile, output)) continue;
    for (const [name, input] of packagesAtStart(metafile, output)) {
      if (!forbidden.includes(name)) continue;
      faults.push(`${name} is loaded at start: ${importChain(metafile, entryPoint, input).join(' -> ')}`);
    }
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** QUIRK: esbuild gives the target of an `import()` an entry point too. */
function isLoadedLater(metafile: Metafile, output: string): boolean {
  return Object.values(metafile.outputs).some(({ imports }) =>
    imports.some(({ kind, path }) => kind === 'dynamic-import' && path === output),
  );
}

/** Package -> one of its files, for all packages with code in the outputs that `entry` loads at once. */
function packagesAtStart(metafile: Metafile, entry: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const source of sourcesAtStart(metafile, entry)) {
    const name = packageOf(source);
    if (name !== undefined && !found.has(name)) found.set(name, source);
  }
  return found;
}

/** The sources with code in the outputs that the output `entry` loads at once. */
export function sourcesAtStart({ outputs }: Metafile, entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const reached = new Set([entry]);
  for (const output of reached) {
    const { imports = [], inputs = {} } = outputs[output] ?? {};
    for (const { kind, path, external } of imports) {
      if (kind === 'import-statement' && external !== true) reached.add(path);
    }
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) found.add(input);
  }
  return found;
}

function packageOf(input: string): string | undefined {
  const folder = 'node_modules/';
  const start = input.lastIndexOf(folder);
  if (start < 0) return undefined;
  const [scope = '', name = ''] = input.slice(start + folder.length).split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

/** The shortest way from `entry` to `target` over source files, both included. */
function importChain({ inputs }: Metafile, entry: string, target: string): string[] {
  const importer = new Map<string, string | undefined>([[entry, undefined]]);
  for (const input of importer.keys()) {
    for (const { kind, path } of inputs[input]?.imports ?? []) {
      if (kind !== 'dynamic-import' && !importer.has(path)) importer.set(path, input);
    }
  }
  const chain = [target];
  for (let input = importer.get(target); input !== undefined; input = importer.get(input)) chain.unshift(input);
  return chain;
}
