/**
 * Finds the files that stand in a text body as uuencode (POSIX.1 "uuencode", the historical algorithm): no MIME
 * part, yet some clients, Outlook for one, take them out of the text and show them as attachments.
 */

const begin = Buffer.from('begin ', 'latin1');
const lf = 0x0a;
const longestLine = 998;
const mostFiles = 1_000;

/** The names, of the first thousand files. */
export function inlineFileNames(text: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = text.indexOf(begin); at >= 0 && names.length < mostFiles; at = text.indexOf(begin, at + begin.length)) {
    if (at > 0 && text[at - 1] !== lf) continue;
    const end = endOfLine(text, at);
    const name = nameIn(text.toString('utf8', at + begin.length, end));
    if (name !== null && isDataLine(text, end + 1)) names.push(name);
  }
  return names;
}

/** `begin <mode> <name>`, the mode in octal digits. */
function nameIn(rest: string): string | null {
  const space = rest.indexOf(' ');
  const mode = rest.slice(0, Math.max(space, 0));
  return /^[0-7]{3,4}$/.test(mode) ? rest.slice(space + 1).trim() : null;
}

/** One character for the number of octets, then four for every three of them. */
function isDataLine(text: Buffer, start: number): boolean {
  const first = text[start];
  if (first === undefined || first < 0x20 || first > 0x60) return false;
  const octets = (first - 0x20) & 0x3f;
  // QUIRK: trailing spaces, which stand for zero, get lost on the way.
  return octets > 0 && endOfLine(text, start) - start > 1;
}

function endOfLine(text: Buffer, start: number): number {
  const limit = Math.min(text.length, start + longestLine);
  const found = text.subarray(start, limit).indexOf(lf);
  return found < 0 ? limit : start + found;
}
