/**
 * `npm run suffixes`: makes the table of public suffixes from the list that the installed release of `tldts` carries
 * (publicsuffix.org, Mozilla Public License 2.0).
 *
 * The package itself takes 7 to 14 ms of processor time to load, in each thread of each function that starts.
 */

import { writeFile } from 'node:fs/promises';
import { domainToASCII, fileURLToPath } from 'node:url';
import * as v from 'valibot';

/** The package keeps its list to itself; a release that has it elsewhere or in another form fails here and in the tests. */
const listFile = new URL('../node_modules/tldts/dist/es6/src/data/trie.js', import.meta.url);
const list = v.parse(
  v.object({
    rulesRoot: v.number(),
    exceptionsRoot: v.number(),
    nodeFlags: v.instance(Uint8Array),
    edgeStart: v.instance(Uint16Array),
    edgeLength: v.instance(Uint8Array),
    edgeChild: v.instance(Uint16Array),
    labelText: v.string(),
  }),
  await import(listFile.href),
);

interface Rule {
  /** From the top: `['uk', 'co']`. */
  readonly labels: readonly string[];
  /** An organisation's, no registry's. */
  readonly isPrivate: boolean;
  readonly isException: boolean;
}

const icann = 1;
const ofOrganisations = 2;

/**
 * One line for each top-level domain that has rules below it: its name, then the rules without it; `?` before those of an
 * organisation, `!` before exceptions. Of the others the list's own rule for what it does not name says the same.
 */
export function suffixTable(): string {
  const offsets = labelOffsets();
  const lines = new Map<string, string[]>();
  for (const { labels, isPrivate, isException } of [
    ...rulesBelow(list.rulesRoot, [], false, offsets),
    ...rulesBelow(list.exceptionsRoot, [], true, offsets),
  ]) {
    const [top = '', ...below] = labels;
    const line = lines.get(top) ?? [];
    lines.set(top, line);
    if (below.length > 0) line.push((isException ? '!' : '') + (isPrivate ? '?' : '') + below.toReversed().join('.'));
  }
  const rows = [...lines].flatMap(([top, rules]) => (rules.length > 0 ? [[top, ...rules.sort()].join(' ')] : []));
  return `\n${rows.sort().join('\n')}\n`;
}

function* rulesBelow(
  node: number,
  labels: readonly string[],
  isException: boolean,
  offsets: readonly number[],
): Generator<Rule> {
  const flags = list.nodeFlags[node] ?? 0;
  if ((flags & (icann | ofOrganisations)) !== 0) yield { labels, isPrivate: flags === ofOrganisations, isException };
  for (let edge = list.edgeStart[node] ?? 0; edge < (list.edgeStart[node + 1] ?? 0); edge += 1) {
    const start = offsets[edge] ?? 0;
    const label = list.labelText.slice(start, start + (list.edgeLength[edge] ?? 0));
    // Of a number it would make the address of a host.
    const ascii = /^[\u0021-\u007e]*$/.test(label) ? label : domainToASCII(label);
    if (ascii === '') throw new Error(`tldts has ${JSON.stringify(label)} in its list, which is no label of a name`);
    yield* rulesBelow(list.edgeChild[edge] ?? 0, [...labels, ascii], isException, offsets);
  }
}

function labelOffsets(): readonly number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const length of list.edgeLength) {
    offsets.push(offset);
    offset += length;
  }
  return offsets;
}

export const suffixFile = fileURLToPath(new URL('../shared/tables/public-suffixes.txt', import.meta.url));

if (import.meta.main) {
  const table = suffixTable();
  await writeFile(suffixFile, table);
  console.log(`${table.split('\n').length - 2} top-level domains, ${Buffer.byteLength(table)} octets`);
}
