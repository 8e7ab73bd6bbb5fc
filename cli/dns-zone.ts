/**
 * A resolver that answers from a file, for checks without a network: one record a line, `name TYPE value`.
 *
 * What the file does not hold does not exist. Lines that begin with `#` or `;` say nothing.
 */

import type { DnsAnswer, DnsRecords, DnsType, Resolver } from '../shared/ports.ts';

export type ZoneReading =
  | { readonly ok: true; readonly resolver: Resolver }
  | { readonly ok: false; readonly line: number; readonly problem: string };

type Zone = ReadonlyMap<string, { readonly [T in DnsType]?: readonly DnsRecords[T][] }>;

/** RFC 1034 §3.6.2 has no limit; software has, and names may point in a circle. */
const mostAliases = 8;

export function readZone(text: string): ZoneReading {
  const zone = new Map<string, { [T in DnsType]?: DnsRecords[T][] }>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const [name = '', word = ''] = trimmed.split(/[ \t]+/, 2);
    const value = trimmed.slice(trimmed.indexOf(word, name.length) + word.length).trim();
    const problem = add(zone, nameKey(name), word.toUpperCase(), value);
    if (problem !== null) return { ok: false, line: at + 1, problem };
  }
  return { ok: true, resolver: zoneResolver(zone) };
}

function add(
  zone: Map<string, { [T in DnsType]?: DnsRecords[T][] }>,
  name: string,
  type: string,
  value: string,
): string | null {
  const records = zone.get(name) ?? {};
  zone.set(name, records);
  if (value === '') return 'a record is a name, a type and a value, as in "example.com TXT v=spf1 -all"';
  if (type === 'TXT') (records.TXT ??= []).push(textOf(value));
  else if (type === 'MX') {
    const [, priority, exchange] = /^(\d{1,5})[ \t]+(\S+)$/.exec(value) ?? [];
    if (priority === undefined || exchange === undefined)
      return 'an MX record has a number and a host: "10 mx.example.com"';
    (records.MX ??= []).push({ priority: Number(priority), exchange: nameKey(exchange) });
  } else if (type === 'A' || type === 'AAAA') (records[type] ??= []).push(value);
  else if (type === 'CNAME' || type === 'PTR') (records[type] ??= []).push(nameKey(value));
  else return `${JSON.stringify(type)} is none of the types A, AAAA, CNAME, MX, PTR and TXT`;
  return null;
}

/** As zone files write it, `"one" "two"`, or the text as it is. */
function textOf(value: string): string {
  const strings = value.match(/"(?:[^"\\]|\\.)*"/g);
  if (!value.startsWith('"') || strings === null) return value;
  return strings.map((one) => one.slice(1, -1).replaceAll(/\\(.)/g, '$1')).join('');
}

function nameKey(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}

function zoneResolver(zone: Zone): Resolver {
  const names = new Set([...zone.keys()].flatMap(withParents));
  return {
    async resolve<T extends DnsType>(asked: string, type: T): Promise<DnsAnswer<T>> {
      let name = nameKey(asked);
      for (let hop = 0; hop <= mostAliases; hop += 1) {
        const records = zone.get(name)?.[type];
        if (records && records.length > 0) return { outcome: 'found', records };
        const alias = type === 'CNAME' ? undefined : zone.get(name)?.CNAME?.[0];
        if (alias === undefined) return { outcome: names.has(name) ? 'no-data' : 'no-name' };
        name = alias;
      }
      return { outcome: 'failed', code: 'aliases-in-a-circle' };
    },
  };
}

/** RFC 8020: a name exists where one below it does. */
function withParents(name: string): string[] {
  const labels = name.split('.');
  return labels.map((_, at) => labels.slice(at).join('.'));
}
