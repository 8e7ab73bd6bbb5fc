/**
 * Many messages in one file (RFC 4155, and the page "mbox" of qmail for the ways of quoting).
 *
 * A separator (mbox-separator.ts) at the beginning or after an empty line begins a message, and one empty line ends it. A
 * line in a message that begins with `From ` is quoted with `>`. mboxrd quotes each line of any number of `>` and `From `, so that
 * taking one `>` away gives back what was there. mboxo quotes `From ` alone: whether `>From ` was quoted or written so,
 * nobody can tell. mboxcl2 quotes nothing and says by Content-Length where the message ends.
 */

import { type FromLine, fromLineAt, lookAheadBytes } from './mbox-separator.ts';

export type MboxQuoting =
  /** Takes one `>` away from `>From `, `>>From ` and so on. */
  | 'mboxrd'
  /** Takes one `>` away from `>From ` only. */
  | 'mboxo'
  /** Leaves lines as they are. */
  | 'none';

export interface MboxReading {
  readonly quoting: MboxQuoting;
  readonly maxBytes: number;
  /** A Content-Length that ends just at a separator, or at the end of the file, says where a message ends. */
  readonly byContentLength: boolean;
}

export interface MboxMessage {
  /** Null where it is larger than `maxBytes`. */
  readonly bytes: Buffer | null;
  /** Where another message may begin in it; the line is a part of this one. */
  readonly doubt?: MboxDoubt;
}

export type MboxDoubt =
  /** A separator without an empty line before it. */
  | 'no-empty-line'
  /** A line `From …` of an unknown form, and a header field behind it. */
  | 'unknown-form'
  /** A separator after an empty line, before the Content-Length is over. */
  | 'within-content-length';

/** The messages of a file, in order; no byte between the separators is left out. Raises `SyntaxError` for what is no mbox. */
export async function* messagesInMbox(
  chunks: AsyncIterable<Uint8Array>,
  reading: MboxReading,
): AsyncGenerator<MboxMessage> {
  const { maxBytes } = reading;
  const state: State = { bytes: Buffer.alloc(0), begun: false, isAll: false, ...untouched(reading) };
  for await (const chunk of chunks) {
    state.bytes = Buffer.concat([state.bytes, chunk]);
    yield* whole(state, reading);
    if (!state.begun && state.bytes.length > lookAheadBytes) throw noMbox();
    if (state.bytes.length > maxBytes) {
      state.tooLarge = true;
      state.end = 'next';
      // What a separator across the border needs.
      state.bytes = state.bytes.subarray(-lookAheadBytes);
      state.scanned = 0;
    }
  }
  state.isAll = true;
  yield* whole(state, reading);
  if (state.begun) yield finished(state, withoutLastLine(state), reading);
  else if (state.bytes.length > 0) throw noMbox();
}

const noMbox = () => new SyntaxError('it does not begin with a line of "From ", an address and a date');

interface State {
  /** From the beginning of the message, or of the file. */
  bytes: Buffer;
  /** The line that begins the first message is behind us. */
  begun: boolean;
  /** The rest of the file is in `bytes`. */
  isAll: boolean;
  /** The beginning of the message is dropped. */
  tooLarge: boolean;
  /** Up to here there is no separator. */
  scanned: number;
  doubt: MboxDoubt | undefined;
  /** Where the separator is that ends the message: the next one, one that is known, none, or its header is to be read. */
  end: 'next' | number | 'end of file' | 'to be read';
}

const untouched = ({ byContentLength }: MboxReading) => ({
  tooLarge: false,
  scanned: 0,
  doubt: undefined,
  end: byContentLength ? ('to be read' as const) : ('next' as const),
});

const separator = Buffer.from('\nFrom ');

function* whole(state: State, reading: MboxReading): Generator<MboxMessage> {
  if (!state.begun) {
    if (!startsWithFrom(state.bytes, 0) || fromLineAt(state.bytes, 0, state.isAll) !== 'separator') return;
    begin(state, 0, reading);
  }
  for (;;) {
    if (state.end === 'to be read' && !readEnd(state, reading)) return;
    const at = state.bytes.indexOf(separator, state.scanned);
    if (at < 0) {
      state.scanned = Math.max(0, state.bytes.length - separator.length);
      return;
    }
    const line = fromLineAt(state.bytes, at + 1, state.isAll);
    if (line === 'unfinished') {
      state.scanned = at;
      return;
    }
    const empty = emptyLineBefore(state, at);
    if (state.end === at + 1 || (state.end === 'next' && line === 'separator' && empty !== undefined)) {
      yield finished(state, state.bytes.subarray(0, empty ?? at + 1), reading);
      begin(state, at + 1, reading);
    } else {
      state.doubt ??= doubtOf(line, empty !== undefined);
      state.scanned = at + 1;
    }
  }
}

/** A line that does not end the message. */
function doubtOf(line: FromLine, isAfterEmptyLine: boolean): MboxDoubt | undefined {
  if (line === 'separator') return isAfterEmptyLine ? 'within-content-length' : 'no-empty-line';
  return line === 'perhaps' && isAfterEmptyLine ? 'unknown-form' : undefined;
}

/** Goes on behind the separator at `from`. */
function begin(state: State, from: number, reading: MboxReading): void {
  Object.assign(state, untouched(reading));
  state.bytes = state.bytes.subarray(state.bytes.indexOf(0x0a, from) + 1);
  state.begun = true;
}

const longestHeaderBytes = 1024 * 1024;

/** Finds out where the message ends by its header; false where more of the file is needed. */
function readEnd(state: State, { maxBytes }: MboxReading): boolean {
  const { bytes, isAll } = state;
  const header = headerIn(bytes);
  if (header === undefined) {
    if (!isAll && bytes.length < longestHeaderBytes) return false;
    state.end = 'next';
    return true;
  }
  const [, digits] = /^content-length:[ \t]*(\d{1,9})[ \t]*\r?$/im.exec(bytes.toString('latin1', 0, header)) ?? [];
  const end = header + Number(digits);
  // Too large to be kept until it is seen whether the number is right.
  const isClaimed = digits !== undefined && end + lookAheadBytes + 4 <= maxBytes;
  if (isClaimed && !isAll && bytes.length < end + lookAheadBytes + 4) return false;
  state.end = isClaimed ? (separatorAfter(state, end) ?? 'next') : 'next';
  return true;
}

/** How long the header is with the empty line behind it. */
function headerIn(bytes: Buffer): number | undefined {
  for (let line = 0; line < longestHeaderBytes; ) {
    const end = bytes.indexOf(0x0a, line);
    if (end < 0) return undefined;
    if (end === line || (end === line + 1 && bytes[line] === 0x0d)) return end + 1;
    line = end + 1;
  }
  return undefined;
}

/** The separator, or the end of the file, that lies here, with the end of the last line and an empty one between at most. */
function separatorAfter({ bytes, isAll }: State, end: number): number | 'end of file' | undefined {
  let at = end;
  for (let lineEnds = 0; lineEnds <= 2; lineEnds += 1) {
    if (isAll && at === bytes.length) return 'end of file';
    if (bytes[at - 1] === 0x0a && startsWithFrom(bytes, at)) {
      return fromLineAt(bytes, at, isAll) === 'separator' ? at : undefined;
    }
    if (bytes[at] === 0x0d) at += 1;
    if (bytes[at] !== 0x0a) return undefined;
    at += 1;
  }
  return undefined;
}

function startsWithFrom(bytes: Buffer, at: number): boolean {
  return bytes.subarray(at, at + 5).equals(separator.subarray(1));
}

/** Where the empty line begins that the LF at `at` ends. */
function emptyLineBefore({ bytes, tooLarge }: State, at: number): number | undefined {
  const start = bytes[at - 1] === 0x0d ? at - 1 : at;
  // Of a message whose beginning is dropped nobody knows what came before.
  if (start === 0) return tooLarge ? undefined : 0;
  return bytes[start - 1] === 0x0a ? start : undefined;
}

/** The last message has its empty line at the end of the file, if it has one. */
function withoutLastLine(state: State): Buffer {
  const { bytes } = state;
  const end = bytes.at(-1) === 0x0a ? emptyLineBefore(state, bytes.length - 1) : undefined;
  return end === undefined ? bytes : bytes.subarray(0, end);
}

function finished({ tooLarge, doubt }: State, message: Buffer, { quoting }: MboxReading): MboxMessage {
  const bytes = tooLarge ? null : unquoted(Buffer.from(message), quoting);
  return { bytes, ...(doubt !== undefined && { doubt }) };
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
