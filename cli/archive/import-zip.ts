/**
 * WorkMail's export of a mailbox: a zip of mail and calendar items in MIME form (WorkMail Administrator Guide, "Exporting
 * mailbox content"). ASSUMED, since nothing more is published: each file in it is one item, whatever its name, and a
 * folder of the zip is a folder of the mailbox. So none is left out by its name.
 */

import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';
import { type ImportSource, maxMessageBytes } from './import-source.ts';

export async function zipSource(path: string, shown: string): Promise<ImportSource> {
  const entries = await opened(path, shown, async (zip) => {
    const found: Entry[] = [];
    for await (const entry of zip.eachEntry()) if (!isFolder(entry)) found.push(entry);
    return found;
  });
  return {
    kind: 'workmail-export',
    count: entries.length,
    passedOver: 0,
    async *messages() {
      const zip = await openPromise(path, { autoClose: false });
      try {
        for (const entry of entries) {
          yield {
            place: entry.fileName,
            read: async () =>
              entry.uncompressedSize > maxMessageBytes
                ? 'is larger than 64 MB'
                : contentOf(zip, entry).catch((fault: unknown) => damaged(fault)),
          };
        }
      } finally {
        zip.close();
      }
    },
  };
}

/** By its name, and by having nothing in it: whatever has content is a message. */
export function isFolder({ fileName, uncompressedSize }: Entry): boolean {
  return fileName.endsWith('/') && uncompressedSize === 0;
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const bytes = await buffer(await zip.openReadStreamPromise(entry));
  // yauzl ends a stream that gives other than the declared size, and does not look at the CRC-32 (APPNOTE.TXT §4.4.7).
  if (crc32(bytes) === entry.crc32) return bytes;
  throw new Error('its CRC-32 is another');
}

function damaged(fault: unknown): string {
  if (!(fault instanceof Error)) throw fault;
  return `is damaged in the zip: ${fault.message}`;
}

async function opened<T>(path: string, shown: string, work: (zip: ZipFile) => Promise<T>): Promise<T> {
  try {
    return await work(await openPromise(path));
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    throw new CommandFault('environment', `${printable(shown)} cannot be read as a zip: ${printable(fault.message)}.`, {
      cause: fault,
    });
  }
}
