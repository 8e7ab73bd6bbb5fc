/**
 * Reads the text of an Authentication-Results field (RFC 8601 §2.2) by its grammar.
 *
 * Never trust a result because it is here: anybody can send such a field. Whose it is, and whether
 * its text is beyond doubt, is for the caller (ses-block.ts).
 */

import { type AuthenticationResult, authenticationResults } from './authentication.ts';
import { Scanner } from './scanner.ts';

export interface AuthenticationResults {
  /** In lower case; empty where there is none. */
  readonly authservId: string;
  readonly version: string | null;
  /** In order. Methods that are none of RFC 8601's stand here too. */
  readonly results: readonly MethodResult[];
  /** True where the text breaks the grammar or another reader could take it apart differently. */
  readonly doubtful: boolean;
}

export interface MethodResult {
  /** In lower case. */
  readonly method: string;
  readonly version: string | null;
  readonly result: string;
  readonly reason: string | null;
  /** `ptype.property` in lower case and its value, in order. */
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

const mostResults = 100;

export function parseAuthenticationResults(text: string): AuthenticationResults {
  const scanner = new Scanner(text);
  scanner.skipCfws();
  const authservId = scanner.value('=').text.toLowerCase();
  scanner.skipCfws();
  const version = scanner.value('=').text;
  const results: MethodResult[] = [];
  while (!scanner.atEnd && results.length < mostResults) {
    // The rest of what could not be read belongs to nothing.
    if (!scanner.takes(';')) {
      if (!scanner.atEnd) scanner.doubt();
      scanner.skipToSemicolon();
      continue;
    }
    const result = resinfo(scanner);
    if (result !== null) results.push(result);
  }
  if (!scanner.atEnd || authservId === '') scanner.doubt();
  return { authservId, version: version === '' ? null : version, results, doubtful: scanner.doubtful };
}

/** The result as one of RFC 8601 §2.7's words; `hardfail` is SPF's old word (RFC 8601 §2.7.2). */
export function resultWord(text: string): AuthenticationResult | null {
  const word = text.toLowerCase();
  if (word === 'hardfail') return 'fail';
  return authenticationResults.find((known) => known === word) ?? null;
}

/** `resinfo` after its semicolon; null where there is none, as after a final semicolon or in `; none`. */
function resinfo(scanner: Scanner): MethodResult | null {
  scanner.skipCfws();
  const method = scanner.value('=/').text.toLowerCase();
  const version = scanner.takes('/') ? versionAfterSlash(scanner) : null;
  if (!scanner.takes('=')) {
    if (method !== '' && method !== 'none') scanner.doubt();
    return null;
  }
  scanner.skipCfws();
  const result = scanner.value();
  if (result.quoted && resultWord(result.text) !== null) scanner.doubt();
  return { method, version, result: result.text, ...details(scanner) };
}

function versionAfterSlash(scanner: Scanner): string {
  scanner.skipCfws();
  return scanner.value('=').text;
}

/** `reasonspec` and `propspec`s, up to the next semicolon. */
function details(scanner: Scanner): Pick<MethodResult, 'reason' | 'properties'> {
  let reason: string | null = null;
  const properties: { name: string; value: string }[] = [];
  for (;;) {
    const name = detailName(scanner);
    if (name === '') return { reason, properties };
    if (!scanner.takes('=')) {
      scanner.doubt();
      continue;
    }
    scanner.skipCfws();
    const { text: value } = scanner.value();
    if (name === 'reason' && reason === null) reason = value;
    else properties.push({ name, value });
  }
}

/** White space and comments may stand around the dot: `ptype [CFWS] "." [CFWS] property`. */
function detailName(scanner: Scanner): string {
  let name = '';
  for (;;) {
    scanner.skipCfws();
    const { text } = scanner.value('=');
    name += text.toLowerCase();
    if (text === '' || !(name.endsWith('.') || peeksDot(scanner))) return name;
  }
}

function peeksDot(scanner: Scanner): boolean {
  scanner.skipCfws();
  return scanner.next === '.';
}
