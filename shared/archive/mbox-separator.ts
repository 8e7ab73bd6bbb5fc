/**
 * The line that begins a message in an mbox (RFC 4155, appendix A): `From `, an address, a date as C's asctime writes it.
 *
 * QUIRK: programs leave out the seconds or the address, write a time zone before or after the year, a date as in a header
 * field (RFC 5322 §3.3), `joe at example.org` (Pipermail), `-` (Mozilla), and `remote from` behind it (UUCP). Thunderbird writes `From ` and
 * nothing more: that counts where a header field follows.
 */

export type FromLine =
  | 'separator'
  /** Of another form, and a header field follows as in a message. */
  | 'perhaps'
  | 'text'
  /** Nobody can tell before more of the file is there. */
  | 'unfinished';

/** A longer line is text. */
const longestLineBytes = 1024;
/** As much of the next line is looked at. */
const longestFieldNameBytes = 78;
/** With that much from the empty line before it a line is never `unfinished`. */
export const lookAheadBytes = longestLineBytes + longestFieldNameBytes + 8;

const weekday = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const time = '\\d{1,2}:\\d\\d(?::\\d\\d)?';
const year = '(?:\\d{4}|\\d\\d)';
const zone = '(?: +(?:[A-Za-z]{1,5}|[+-]\\d{4}))';
const date = [
  `${weekday} +${month} +\\d{1,2} +${time}${zone}{0,2} +${year}${zone}?`,
  `(?:${weekday}, *)?\\d{1,2} +${month} +${year} +${time}${zone}?`,
].join('|');
const address = '(?:"[^"]*"\\S*|\\S+(?: at \\S+)?)';
const form = new RegExp(`^From (?: *${address} +| *)(?:${date})(?: \\([A-Za-z ]*\\))?(?: +remote from \\S+)?[ \\t]*$`);

/** What the line is that begins at `from` with `From `; `isAll` where the file ends with the bytes. */
export function fromLineAt(bytes: Buffer, from: number, isAll: boolean): FromLine {
  const end = bytes.indexOf(0x0a, from);
  if (end < 0) {
    if (bytes.length - from > longestLineBytes) return 'text';
    if (!isAll) return 'unfinished';
    // A message that begins so has nothing in it, not even the end of this line.
    return isSeparator(bytes.toString('latin1', from)) ? 'perhaps' : 'text';
  }
  if (end - from > longestLineBytes) return 'text';
  const line = bytes.toString('latin1', from, end).replace(/\r$/, '');
  if (isSeparator(line)) return 'separator';
  const next = bytes.toString('latin1', end + 1, end + 1 + longestFieldNameBytes);
  if (!isAll && next.length < longestFieldNameBytes && !/[:\n]/.test(next)) return 'unfinished';
  // RFC 5322 §2.2: printable ASCII without the colon.
  if (!/^[!-9;-~]+:/.test(next)) return 'text';
  return line.trimEnd() === 'From' ? 'separator' : 'perhaps';
}

const isSeparator = (line: string): boolean => form.test(line);
