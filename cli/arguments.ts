/**
 * Reads the arguments of a command. Whatever is not understood is named, with the nearest known
 * name, instead of being ignored.
 */

import { parseArgs } from 'node:util';
import { nearestName } from '../shared/policy-problems.ts';
import { CommandFault } from './fault.ts';
import { printable } from './printable.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  /** What the value is, for `--help`: `FILE`. */
  readonly value?: string;
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<S extends OptionSpec> = S['type'] extends 'boolean'
  ? boolean
  : S extends { readonly multiple: true }
    ? readonly string[]
    : string | undefined;

/** What was given, by option: false, an empty list or undefined where it was not. */
export type Given<S extends OptionSpecs> = { readonly [K in keyof S]: ValueOf<S[K]> };

export interface Arguments<S extends OptionSpecs> {
  readonly options: Given<S>;
  readonly operands: readonly string[];
}

export function readArguments<S extends OptionSpecs>(args: readonly string[], specs: S): Arguments<S> {
  const { tokens } = parseArgs({
    args: [...args],
    options: specs,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind === 'option') take(given, token, specs);
  }
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, valueOf(spec, given.get(name))]),
  );
  // Decoded entry by entry as `ValueOf` says.
  return { options: options as Given<S>, operands };
}

interface OptionToken {
  readonly name: string;
  /** As it was written. */
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function take(
  given: Map<string, string[]>,
  { name, rawName, value, inlineValue }: OptionToken,
  specs: OptionSpecs,
): void {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  const shown = printable(rawName);
  if (spec === undefined) throw unknownOption(rawName, specs);
  if (spec.type === 'boolean' && value !== undefined) {
    throw new CommandFault('usage', `${shown} takes no value, and was given ${printable(JSON.stringify(value))}.`);
  }
  if (spec.type === 'string' && (value === undefined || (inlineValue !== true && looksLikeOption(value)))) {
    throw new CommandFault('usage', `${shown} needs a value: ${shown}=${spec.value ?? 'VALUE'}.`);
  }
  const before = given.get(name) ?? [];
  if (before.length > 0 && spec.multiple !== true) {
    throw new CommandFault('usage', `${shown} is given more than once. Keep one of them.`);
  }
  given.set(name, [...before, value ?? '']);
}

/** `-` alone stands for standard input. */
function looksLikeOption(value: string): boolean {
  return value.startsWith('-') && value !== '-';
}

function valueOf(
  spec: OptionSpec,
  given: readonly string[] | undefined,
): boolean | string | readonly string[] | undefined {
  if (spec.type === 'boolean') return given !== undefined;
  return spec.multiple === true ? (given ?? []) : given?.[0];
}

function unknownOption(rawName: string, specs: OptionSpecs): CommandFault {
  const known = Object.keys(specs);
  const nearest = nearestName(rawName.replace(/^-+/, ''), known);
  const hint =
    nearest === undefined ? `Known here: ${known.map((name) => `--${name}`).join(', ')}` : `Did you mean --${nearest}?`;
  return new CommandFault('usage', `${printable(rawName)} is no option of this command. ${hint}`);
}
