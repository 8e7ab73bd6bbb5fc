/**
 * Many messages in one file (RFC 4155, and the page "mbox" of qmail for the two ways of quoting).
 *
 * A line `From …` at the beginning or after an empty line begins a message, and one empty line ends it. A line in a
 * message that begins so is quoted with `>`. mboxrd quotes each line of any number of `>` and `From `, so that taking one
 * `>` away gives back what was there. mboxo quotes `From ` alone: whether `>From ` was quoted or written so, nobody can
 * tell.
 */

export type MboxQuoting =
  /** Takes one `>` away from `>From `, `>>From ` and so on. */
  | 'mboxrd'
  /** Takes one `>` away from `>From ` only. */
  | 'mboxo'
  /** Leaves lines as they are. */
  | 'none';

/** The messages of a file, in order; of one that is larger than `maxBytes`, null. Raises `SyntaxError` for what is no mbox. */
export async function* messagesInMbox(
  chunks: AsyncIterable<Uint8Array>,
  quoting: MboxQuoting,
  maxBytes: number,
): AsyncGenerator<Buffer | null> {
  const state: Reading = { bytes: Buffer.alloc(0), begun: false, tooLarge: false, scanned: 0 };
  for await (const chunk of chunks) {
    state.bytes = Buffer.concat([state.bytes, chunk]);
    yield* whole(state, quoting);
    if (state.bytes.length > maxBytes) {
      state.tooLarge = true;
      // What a separator across the border needs.
      state.bytes = state.bytes.subarray(-longestSeparatorBytes);
      state.scanned = 0;
    }
  }
  // A separator in the last line may have no line end.
  yield* whole(state, quoting);
  if (state.begun) yield finished(state, withoutLastLine(state.bytes), quoting);
  else if (state.bytes.length > 0) throw new SyntaxError('it does not begin with a line "From "');
}

interface Reading {
  /** From the beginning of the message, or of the file. */
  bytes: Buffer;
  /** The line that begins the first message is behind us. */
  begun: boolean;
  /** The beginning of the message is dropped. */
  tooLarge: boolean;
  /** Up to here there is no separator. */
  scanned: number;
}

const separator = Buffer.from('\nFrom ');
const longestSeparatorBytes = 1024;

function* whole(state: Reading, quoting: MboxQuoting): Generator<Buffer | null> {
  if (!state.begun && startsWithFrom(state.bytes) && !skipLine(state, 0)) return;
  if (!state.begun) return;
  for (;;) {
    const at = state.bytes.indexOf(separator, state.scanned);
    if (at < 0) {
      state.scanned = Math.max(0, state.bytes.length - separator.length);
      return;
    }
    const end = emptyLineBefore(state.bytes, at);
    if (end === undefined) {
      state.scanned = at + 1;
      continue;
    }
    const message = state.bytes.subarray(0, end);
    // The line may go on in the next chunk: look at it again then.
    if (!skipLine(state, at + 1)) return;
    yield finished({ ...state, tooLarge: state.tooLarge }, message, quoting);
    state.tooLarge = false;
  }
}

function startsWithFrom(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).equals(separator.subarray(1));
}

/** Goes on behind the line that begins at `from`; false where its end is not there yet. */
function skipLine(state: Reading, from: number): boolean {
  const end = state.bytes.indexOf(0x0a, from);
  if (end < 0) return false;
  state.bytes = state.bytes.subarray(end + 1);
  state.begun = true;
  state.scanned = 0;
  return true;
}

/** Where the empty line begins that the LF at `at` ends. */
function emptyLineBefore(bytes: Buffer, at: number): number | undefined {
  const start = bytes[at - 1] === 0x0d ? at - 1 : at;
  return start === 0 || bytes[start - 1] === 0x0a ? start : undefined;
}

/** The last message has its empty line at the end of the file, if it has one. */
function withoutLastLine(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === 0x0a ? emptyLineBefore(bytes, bytes.length - 1) : undefined;
  return end === undefined ? bytes : bytes.subarray(0, end);
}

function finished({ tooLarge }: Pick<Reading, 'tooLarge'>, message: Buffer, quoting: MboxQuoting): Buffer | null {
  return tooLarge ? null : unquoted(Buffer.from(message), quoting);
}

function unquoted(bytes: Buffer, quoting: MboxQuoting): Buffer {
  if (quoting === 'none' || !bytes.includes('>From ')) return bytes;
  const lines = quoting === 'mboxrd' ? /(^|\n)>(>*From )/g : /(^|\n)>(From )/g;
  return Buffer.from(bytes.toString('latin1').replaceAll(lines, '$1$2'), 'latin1');
}

export interface MboxEntry {
  readonly bytes: Buffer;
  /** The message has no line end at its end, and gets one: an mbox cannot say that. */
  readonly addedLineEnd: boolean;
}

/** A message as an mboxrd has it; `at` stands in its first line. */
export function mboxrdEntry(message: Buffer, at: Date): MboxEntry {
  const quoted = message.includes('From ')
    ? Buffer.from(message.toString('latin1').replaceAll(/(^|\n)(>*From )/g, '$1>$2'), 'latin1')
    : message;
  const addedLineEnd = message.length > 0 && message.at(-1) !== 0x0a;
  const first = Buffer.from(`From MAILER-DAEMON ${asctime(at)}\n`);
  return { bytes: Buffer.concat([first, quoted, Buffer.from(addedLineEnd ? '\n\n' : '\n')]), addedLineEnd };
}

/** `Tue Nov 24 05:00:00 2026`, UTC (RFC 4155 after C's asctime). */
function asctime(at: Date): string {
  const [day = '', date = '', month = '', year = '', time = ''] = at.toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date.replace(/^0/, ' ')} ${time} ${year}`;
}
