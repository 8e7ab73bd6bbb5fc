/** C1 of the design: how large the modules are that `inbound` reads and edits with, and how long they take to load. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { measureInChild, takingTurns } from '../child.ts';
import { median, short, times } from '../figures.ts';
import type { Bench, Section } from './bench.ts';
import type { ImportTiming } from './import.child.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const child = new URL('import.child.ts', import.meta.url);

const ours = ['parse', 'apply-edits', 'decode', 'digest', 'header'].map((name) => `./shared/mail/${name}.ts`);
const contents: ReadonlyMap<string, readonly string[]> = new Map([
  ['nothing', []],
  ['node:crypto alone', ['node:crypto']],
  ['mailweir', ours],
  ['postal-mime', ['postal-mime']],
  ['mailsplit', ['@zone-eu/mailsplit']],
  ['mailparser', ['mailparser']],
]);

/** As `npm run build` bundles, with short names, which is how the peers' sizes are usually said. */
async function bundled(modules: readonly string[]): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: modules.map((name) => `export * from '${name}';`).join('\n'), resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as mailweirRequire } from 'node:module';const require = mailweirRequire(import.meta.url);",
    },
    write: false,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`nothing was bundled of ${modules.join(', ')}`);
  return file.contents;
}

const bundleFile = ({ folder }: Bench, name: string) => join(folder, `${name.replace(':', '-')}.mjs`);

const kB = (bytes: number) => short(bytes / 1000);

export async function ofColdStart(bench: Bench): Promise<Section> {
  const bundles = new Map<string, Uint8Array>();
  for (const [name, modules] of contents) {
    const code = await bundled(modules);
    bundles.set(name, code);
    writeFileSync(bundleFile(bench, name), code);
  }
  const names = [...bundles.keys()];
  // Far shorter than a measurement of work, so it can be repeated more often.
  const measured = await takingTurns(names, bench.rounds * 4, async (name) => {
    return (await measureInChild(child, [bundleFile(bench, name)])) as ImportTiming;
  });
  const importMs = measured.map((rounds) => median(rounds.map(({ importMs }) => importMs)));
  const rows = [...bundles].map(([name, code], index) => [
    name,
    kB(code.length),
    kB(gzipSync(code).length),
    short(importMs[index] ?? 0),
  ]);
  const code = bundles.get('mailweir') ?? new Uint8Array();
  const gzip = gzipSync(code).length;
  const own = importMs[names.indexOf('mailweir')] ?? 0;
  const crypto = importMs[names.indexOf('node:crypto alone')] ?? 0;
  const theirs = importMs[names.indexOf('mailparser')] ?? 0;
  const bars = [
    { name: 'C1', claim: 'at most 60 kB', figure: `${kB(code.length)} kB`, holds: code.length <= 60_000 },
    { name: 'C1', claim: 'at most 20 kB in gzip', figure: `${kB(gzip)} kB`, holds: gzip <= 20_000 },
    {
      name: 'C1',
      claim: 'loads in at most 5 ms',
      figure: `${short(own)} ms (node:crypto alone ${short(crypto)} ms), mailparser ${times(theirs / own)}`,
      holds: own <= 5,
    },
  ];
  return {
    title: 'C1  The code, minified, and the time to load it in a fresh process',
    head: ['bundle', 'kB', 'gzip kB', 'import ms'],
    rows,
    bars,
  };
}
