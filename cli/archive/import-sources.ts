/** What can be imported: a Maildir, an mbox, a folder of .eml files, WorkMail's export of a mailbox. */

import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImportKind } from '../../shared/archive/import-record.ts';
import { type MboxDoubt, type MboxQuoting, messagesInMbox } from '../../shared/archive/mbox.ts';
import { filesIn, readInputFile } from '../check/input.ts';
import { CommandFault, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';
import { type ImportSource, maxMessageBytes } from './import-source.ts';
import { zipSource } from './import-zip.ts';

export async function sourceAt(
  path: string,
  shown: string,
  kind: ImportKind,
  quoting: MboxQuoting,
): Promise<ImportSource> {
  if (kind === 'mbox') return mboxSource(path, shown, quoting);
  if (kind === 'workmail-export') return zipSource(path, shown);
  return folderSource(kind, path, shown, kind === 'maildir' ? inMaildir : isEml);
}

/** What is being delivered lies in `tmp`, and no reader of a Maildir looks there. */
const inMaildir = (file: string): boolean => /(?:^|\/)(?:cur|new)\/[^/]+$/.test(file);
const isEml = (file: string): boolean => /\.eml$/i.test(file);

/** What lies there, by looking; a fault where it is none of ours. */
export async function kindOf(path: string, shown: string): Promise<ImportKind> {
  const found = await reading(shown, () => stat(path));
  if (found.isDirectory()) return (await reading(shown, () => hasMaildir(path))) ? 'maildir' : 'eml';
  const beginning = await reading(shown, async () => {
    const file = await open(path);
    try {
      return (await file.read(Buffer.alloc(5), 0, 5, 0)).buffer.toString('latin1');
    } finally {
      await file.close();
    }
  });
  if (beginning === 'From ') return 'mbox';
  if (beginning.startsWith('PK')) return 'workmail-export';
  if (isEml(path)) return 'eml';
  throw new CommandFault(
    'usage',
    `${printable(shown)} is neither a folder, nor an mbox, nor a zip, nor an .eml file. Name one of them, or say which with --as.`,
  );
}

/** maildir(5): a folder of `cur`, `new` and `tmp`. One of these alone may be a folder of anything. */
async function hasMaildir(path: string): Promise<boolean> {
  const folders = (await readdir(path, { withFileTypes: true })).filter((one) => one.isDirectory());
  const names = folders.map(({ name }) => name);
  if (['cur', 'new', 'tmp'].every((one) => names.includes(one))) return true;
  for (const name of names) if (await hasMaildir(join(path, name))) return true;
  return false;
}

async function folderSource(
  kind: ImportKind,
  path: string,
  shown: string,
  isMessage: (file: string) => boolean,
): Promise<ImportSource> {
  const isFile = (await reading(shown, () => stat(path))).isFile();
  const files = isFile ? [{ path: Buffer.from(path), shown: basename(path) }] : await filesIn(path, '');
  const messages = files.filter(({ shown: file }) => isMessage(file));
  const others = files.filter(({ shown: file }) => !isMessage(file));
  return {
    kind,
    count: messages.length,
    passedOver: others.length,
    mayBeMaildir: kind === 'eml' && others.some(({ shown: file }) => inMaildir(file)),
    async *messages() {
      for (const file of messages) {
        yield {
          place: file.shown,
          async read() {
            const input = await readInputFile(file.path);
            if (input.ok) return input.bytes;
            return input.error.code === 'empty' ? Buffer.alloc(0) : input.error.problem;
          },
        };
      }
    },
  };
}

function mboxSource(path: string, shown: string, quoting: MboxQuoting): ImportSource {
  return {
    kind: 'mbox',
    count: null,
    passedOver: 0,
    async *messages() {
      let number = 0;
      try {
        const chunks = createReadStream(path, { highWaterMark: 1024 * 1024 });
        const reading = { quoting, maxBytes: maxMessageBytes, byContentLength: true };
        for await (const { bytes, doubt } of messagesInMbox(chunks, reading)) {
          number += 1;
          yield {
            place: `#${number}`,
            read: async () => bytes ?? 'is larger than 64 MB',
            doubt: doubt && doubtWords[doubt],
          };
        }
      } catch (fault) {
        if (fault instanceof SyntaxError) {
          throw new CommandFault('environment', `${printable(shown)} is no mbox: ${fault.message}.`, { cause: fault });
        }
        throw explained(fault, shown);
      }
    },
  };
}

const doubtWords: Readonly<Record<MboxDoubt, string>> = {
  'no-empty-line': 'has a line that begins a message, and no empty line before it',
  'unknown-form': 'has a line "From …" before a header field, in no form in which one begins a message',
  'within-content-length': 'has a line that begins a message, before its Content-Length is over',
};

async function reading<T>(shown: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    throw explained(fault, shown);
  }
}

function explained(fault: unknown, shown: string): unknown {
  const code = systemCodeOf(fault);
  if (code === undefined) return fault;
  return new CommandFault('environment', `${printable(shown)} ${systemProblem(code)}.`, { cause: fault });
}
