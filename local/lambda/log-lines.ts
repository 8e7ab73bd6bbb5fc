/** What a function prints: cut into lines, passed on, and kept in a file that does not grow for ever. */

import { closeSync, existsSync, fstatSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** CloudWatch Logs cuts an event here. */
const maxLineLength = 256 * 1024;

export interface LineReader {
  /** How often the stream has given something. */
  readonly reads: number;
}

/** Calls `onLine` for each line of `stream`, and for the rest at its end. */
export function readLines(stream: Readable, onLine: (line: string) => void): LineReader {
  const reader = { reads: 0 };
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    reader.reads += 1;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    while (rest.length >= maxLineLength) {
      onLine(rest.slice(0, maxLineLength));
      rest = rest.slice(maxLineLength);
    }
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
  return reader;
}

/** Waits until what is already in the pipes is read: until a whole turn of the event loop finds nothing there. */
export async function emptied(readers: readonly LineReader[]): Promise<void> {
  const readsSoFar = () => readers.reduce((total, { reads }) => total + reads, 0);
  for (let before = -1; before !== readsSoFar(); ) {
    before = readsSoFar();
    // The first ends the turn under way, which may have looked before we came.
    await setImmediate();
    await setImmediate();
  }
}

export interface LogFile {
  write(line: string): void;
  /** The last `count` lines, those in the file before included; also after `close`. */
  tail(count: number): string[];
  close(): void;
}

/**
 * Appends to `file`. At `maxBytes` it becomes `<file>.1`, in place of the one before.
 *
 * Writes at once: what a function said before a crash is what one looks for after it.
 */
export function openLogFile(file: string, maxBytes = 1_000_000): LogFile {
  let fd = openSync(file, 'a');
  let sizeBytes = fstatSync(fd).size;
  return {
    write(line) {
      if (sizeBytes >= maxBytes) {
        closeSync(fd);
        renameSync(file, `${file}.1`);
        fd = openSync(file, 'a');
        sizeBytes = 0;
      }
      sizeBytes += writeSync(fd, `${line}\n`);
    },
    tail: (count) => {
      const lines = linesOf(file);
      // `slice(-0)` would be all of them.
      return (lines.length < count ? [...linesOf(`${file}.1`), ...lines] : lines).slice(-count || Infinity);
    },
    close: () => closeSync(fd),
  };
}

function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop();
  return lines;
}
