/**
 * Structured field values with parameters (RFC 2045 §5.1, RFC 2183 §2, RFC 2231): `value; name=value`.
 *
 * Read leniently, and every way to read a parameter is kept: which one a client shows is not ours to
 * choose. Reading order follows RFC 2231: the extended form first.
 */

import { decodeCharset } from './charset.ts';
import { decodeEncodedWords, hexPair } from './encoded-word.ts';
import { type ParameterEntry, readParameters } from './parameter-entries.ts';

export interface StructuredValue {
  /** Before the first semicolon, without comments, in lower case. */
  readonly value: string;
  /** Names in lower case, values decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The boundary as octets, without trailing white space (RFC 2046 §5.1.1). */
  readonly boundary: string | undefined;
  /** Everything `filename` and `name` may be read as, the likeliest first, each once. */
  readonly names: readonly string[];
}

/** `raw`: unfolded, one character for each octet. */
export function parseStructured(raw: string): StructuredValue {
  const { value, entries: declared } = readParameters(raw);
  // QUIRK: `Content-Disposition: filename=run.exe`, where the value is missing: clients take the name all the same.
  const entries = value.includes('=') ? readParameters(`;${raw}`).entries : declared;
  const readings = new Map<string, Reading[]>();
  for (const [name, group] of grouped(entries)) readings.set(name, readingsOf(group));
  const parameters = new Map<string, string>();
  for (const [name, [first]] of readings) if (first) parameters.set(name, textOf(first));
  const names = ['filename', 'name'].flatMap((name) => (readings.get(name) ?? []).map(textOf));
  return {
    value: value.toLowerCase(),
    parameters,
    boundary: withoutTrailingSpace(readings.get('boundary')?.[0]?.octets),
    names: [...new Set(names)],
  };
}

/** One way to read a parameter. */
interface Reading {
  readonly octets: string;
  /** Null: not declared by the parameter; RFC 2047 is tolerated there. */
  readonly charset: string | null;
}

function grouped(entries: readonly ParameterEntry[]): Map<string, ParameterEntry[]> {
  const groups = new Map<string, ParameterEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.name);
    if (group) group.push(entry);
    else groups.set(entry.name, [entry]);
  }
  return groups;
}

function readingsOf(group: readonly ParameterEntry[]): Reading[] {
  const extended = group.filter((entry) => entry.section === null && entry.extended);
  const plain = group.filter((entry) => entry.section === null && !entry.extended);
  const sections = group.filter((entry) => entry.section !== null);
  return [
    ...extended.map((entry) => joined([entry])),
    ...(sections.length > 0 ? [joined(contiguous(sections))] : []),
    ...plain.map(({ value }) => ({ octets: value, charset: null })),
    ...plain.flatMap(({ otherReadings }) => otherReadings.map((octets) => ({ octets, charset: null }))),
  ];
}

/** RFC 2231 §3: in the order of their numbers, which need not be the order of the field; up to a gap. */
function contiguous(sections: readonly ParameterEntry[]): readonly ParameterEntry[] {
  const sorted = sections.toSorted((a, b) => (a.section ?? 0) - (b.section ?? 0));
  const first = sorted[0]?.section ?? 0;
  const chosen: ParameterEntry[] = [];
  for (const entry of sorted) {
    // QUIRK: a number given twice: the first one counts; some senders number from 1.
    if (entry.section === first + chosen.length) chosen.push(entry);
  }
  return chosen;
}

/** RFC 2231 §4.1: the first extended segment says the charset for all. */
function joined(segments: readonly ParameterEntry[]): Reading {
  let charset: string | null = null;
  let octets = '';
  for (const [index, { value, extended }] of segments.entries()) {
    if (!extended) {
      octets += value;
      continue;
    }
    const declared: number = index === 0 ? endOfDeclaration(value) : 0;
    if (declared > 0) charset = value.slice(0, value.indexOf("'"));
    charset ??= '';
    octets += percentDecoded(value.slice(declared));
  }
  return { octets, charset };
}

/** The offset after `charset'language'`, or 0. */
function endOfDeclaration(value: string): number {
  const first = value.indexOf("'");
  return first < 0 ? 0 : value.indexOf("'", first + 1) + 1;
}

/** RFC 2231 §4; a percent sign without two hexadecimal digits is kept. */
function percentDecoded(octets: string): string {
  if (!octets.includes('%')) return octets;
  let decoded = '';
  for (let at = 0; at < octets.length; at += 1) {
    const value = octets.charAt(at) === '%' ? hexPair(octets, at + 1) : -1;
    decoded += value < 0 ? octets.charAt(at) : String.fromCharCode(value);
    if (value >= 0) at += 2;
  }
  return decoded;
}

function textOf({ octets, charset }: Reading): string {
  if (charset === null) return decodeEncodedWords(octets);
  return decodeCharset(Buffer.from(octets, 'latin1'), charset) ?? octets;
}

function withoutTrailingSpace(octets: string | undefined): string | undefined {
  let end = octets?.length ?? 0;
  while (end > 0 && ' \t'.includes(octets?.charAt(end - 1) ?? '')) end -= 1;
  return octets?.slice(0, end);
}
