/** ISO-2022-JP (RFC 1468) for a tokenizer: two-byte characters are made of ASCII octets, `<` among them. */

const escape = '\x1b';

/** The same text with everything outside the ASCII state replaced, offset for offset. */
export function maskIso2022(octets: string): string {
  let masked = '';
  let at = 0;
  while (at < octets.length) {
    const shift = octets.indexOf(escape, at);
    if (shift < 0) return masked + octets.slice(at);
    const end = octets.charAt(shift + 1) === '$' ? endOfWideText(octets, shift) : Math.min(shift + 3, octets.length);
    masked += octets.slice(at, shift) + 'x'.repeat(end - shift);
    at = end;
  }
  return masked;
}

/** After the `ESC (` sequence that goes back to one-byte characters, or the end. */
function endOfWideText(octets: string, shift: number): number {
  const back = octets.indexOf(`${escape}(`, shift);
  return back < 0 ? octets.length : Math.min(back + 3, octets.length);
}
