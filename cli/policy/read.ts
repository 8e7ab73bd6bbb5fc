/** Reads a policy document: YAML (or JSON, which is YAML), each problem with its place in the file. */

import { readFile } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Policy } from '../../shared/policy.ts';
import { type Problem, parsePolicy } from '../../shared/policy-document.ts';
import { CommandFault, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';
import { pathFrom, type Terminal } from '../terminal.ts';
import { keysOf, offsetOf } from './place.ts';

export type ReadPolicy =
  | { readonly ok: true; readonly policy: Policy }
  /** `problems` as lines to print, `FILE:LINE:COLUMN: …`. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** A list of ten thousand addresses has a tenth of this. */
const maxPolicyBytes = 8 * 1024 * 1024;

/** Reads and checks the document; raises a `CommandFault` where the file cannot be read at all. */
export async function readPolicy(path: string, terminal: Terminal): Promise<ReadPolicy> {
  const shown = printable(path);
  const bytes = await bytesOf(path, shown, terminal);
  const text = utf8(bytes);
  if (text === undefined) return { ok: false, problems: [`${shown}: is not UTF-8. Save it as UTF-8.`] };
  if (text.trim() === '')
    return { ok: false, problems: [`${shown}: is empty. mailweir init writes a policy to begin with.`] };

  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${shown}:${line}:${col}`;
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    return { ok: false, problems: faults.map((fault) => `${at(fault.pos[0])}: ${yamlProblem(fault)}`) };

  const data = dataOf(document);
  if (!data.ok)
    return { ok: false, problems: [`${shown}: ${printable(data.problem)}. Write the values out where they belong.`] };
  const parsed = parsePolicy(data.value);
  if (parsed.ok) return parsed;
  return { ok: false, problems: parsed.problems.map((problem) => line(problem, document, at)) };
}

/** The policy of a document that must be right for the command to go on. */
export async function requirePolicy(path: string, terminal: Terminal): Promise<Policy> {
  const read = await readPolicy(path, terminal);
  if (read.ok) return read.policy;
  throw new CommandFault('found', [`the policy has problems:`, ...read.problems].join('\n'));
}

async function bytesOf(path: string, shown: string, terminal: Terminal): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(pathFrom(terminal, path));
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `the policy ${shown} ${systemProblem(code)}. Name a YAML file.`, {
      cause: fault,
    });
  }
  if (bytes.length <= maxPolicyBytes) return bytes;
  throw new CommandFault('found', `the policy ${shown} has ${bytes.length} bytes; at most ${maxPolicyBytes} are read.`);
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

/** The document as plain data. An alias without its anchor, or aliases that multiply without end, are refused by `yaml`. */
function dataOf(
  document: Document,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, value: document.toJS() };
  } catch (fault) {
    if (fault instanceof ReferenceError) return { ok: false, problem: fault.message };
    throw fault;
  }
}

function yamlProblem({ code, message }: YAMLError): string {
  return `${printable(message)}${code === 'DUPLICATE_KEY' ? '. Keep one of the two' : ''}.`;
}

function line({ path, problem, remedy }: Problem, document: Document, at: (offset: number) => string): string {
  const place = at(offsetOf(document, keysOf(path)));
  return `${place}: ${printable(path)}: ${printable(problem)}. ${printable(remedy)}`;
}
