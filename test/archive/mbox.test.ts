import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { mboxrdEntry, messagesInMbox } from '../../shared/archive/mbox.ts';

/** A file of these octets, in pieces of this size. */
async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = 7, max = 1_000_000): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for await (const message of messagesInMbox(inPieces(bytes, size), 'mboxrd', max)) {
    found.push(message?.toString('latin1') ?? null);
  }
  return found;
}

const at = new Date('2026-11-04T05:00:00Z');
const pieces = fc.constantFrom('From ', '>', '\n', '\r\n', '\r', ' ', 'x', '\0', '\xff', '>From ');
const mail = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));

describe('mbox', () => {
  it('gives back what was written, whatever is in it and wherever the chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(mail, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        async (mails, size) => {
          const entries = mails.map((one) => mboxrdEntry(Buffer.from(one, 'latin1'), at));
          const expected = mails.map((one, n) => (entries[n]?.addedLineEnd ? `${one}\n` : one));
          expect(await read(Buffer.concat(entries.map(({ bytes }) => bytes)), size)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('writes the first line as C does', () => {
    expect(mboxrdEntry(Buffer.from('A: b\n'), at).bytes.toString()).toBe(
      'From MAILER-DAEMON Wed Nov  4 05:00:00 2026\nA: b\n\n',
    );
  });

  it('leaves out what is too large and goes on', async () => {
    const box = Buffer.from(`From a\n${'x\n'.repeat(3000)}\nFrom b\nA: 2\n\n`);
    expect(await read(box, 100, 2000)).toEqual([null, 'A: 2\n']);
  });

  it('is no mbox without its first line', async () => {
    await expect(read(Buffer.from('A: b\n\nFrom x\n'))).rejects.toThrow(SyntaxError);
    expect(await read(Buffer.alloc(0))).toEqual([]);
  });

  it('takes no time for many quotes', async () => {
    const box = Buffer.from(`From a\n${'>'.repeat(200_000)}\n${'>From '.repeat(50_000)}\n\n`);
    expect(await read(box, 65_536)).toHaveLength(1);
  });
});
