/** The messages of test/corpus/mail, each with LF and with CRLF, and helpers to write messages in tests. */

import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../corpus/mail/', import.meta.url);

export interface CorpusMessage {
  /** The file's name without its ending. */
  readonly name: string;
  readonly lineEnding: 'LF' | 'CRLF';
  readonly bytes: Buffer;
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.eml'))
  .map((file) => file.slice(0, -'.eml'.length));
if (names.length === 0) throw new Error('the mail corpus is empty');

export const corpus: readonly CorpusMessage[] = names.flatMap((name) => {
  const text = readFileSync(new URL(`${name}.eml`, folder), 'latin1');
  return [
    { name, lineEnding: 'LF' as const, bytes: Buffer.from(text, 'latin1') },
    { name, lineEnding: 'CRLF' as const, bytes: Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1') },
  ];
});

export function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

/** A message of these lines; a character stands for an octet. */
export function lines(...text: readonly string[]): Buffer {
  return Buffer.from(text.join('\r\n'), 'latin1');
}
