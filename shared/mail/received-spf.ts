/** Reads the text of a Received-SPF field (RFC 7208 §9.1) by its grammar. Whose it is, is for the caller. */

import type { AuthenticationResult } from './authentication.ts';
import { resultWord } from './authentication-results.ts';
import { Scanner } from './scanner.ts';

export interface ReceivedSpf {
  readonly result: AuthenticationResult | null;
  /** Keys in lower case; the first of a repeated one. */
  readonly pairs: ReadonlyMap<string, string>;
  /** True where the text breaks the grammar, repeats a key, or another reader could take it apart differently. */
  readonly doubtful: boolean;
}

const mostPairs = 50;

// RFC 7208 §9.1; other keys may be used only as local extensions, and SES uses none.
const knownKeys: ReadonlySet<string> = new Set([
  'client-ip',
  'envelope-from',
  'helo',
  'identity',
  'mechanism',
  'problem',
  'receiver',
]);

export function parseReceivedSpf(text: string): ReceivedSpf {
  const scanner = new Scanner(text);
  scanner.skipCfws();
  const word = scanner.value();
  const result = word.quoted ? null : resultWord(word.text);
  const pairs = new Map<string, string>();
  scanner.skipCfws();
  while (!scanner.atEnd && pairs.size < mostPairs) {
    if (scanner.takes(';')) {
      scanner.skipCfws();
      continue;
    }
    const key = scanner.value('=').text.toLowerCase();
    if (!scanner.takes('=')) {
      scanner.doubt();
      scanner.skipToSemicolon();
      continue;
    }
    scanner.skipCfws();
    const { text: value } = scanner.value();
    if (pairs.has(key) || !knownKeys.has(key)) scanner.doubt();
    if (!pairs.has(key)) pairs.set(key, value);
    scanner.skipCfws();
  }
  return { result, pairs, doubtful: scanner.doubtful || result === null || !scanner.atEnd };
}
