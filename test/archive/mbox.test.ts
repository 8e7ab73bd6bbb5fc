import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type MboxDoubt, type MboxReading, mboxrdEntry, messagesInMbox } from '../../shared/archive/mbox.ts';

/** A file of these octets, in pieces of this size. */
async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const ours: MboxReading = { quoting: 'mboxrd', maxBytes: 1_000_000, byContentLength: false };
const foreign: MboxReading = { ...ours, quoting: 'none', byContentLength: true };

async function read(bytes: Buffer, size = 7, reading = ours): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for await (const message of messagesInMbox(inPieces(bytes, size), reading)) {
    found.push(message.bytes?.toString('latin1') ?? null);
  }
  return found;
}

/** What is in a foreign mbox, and what is doubtful about it; the same wherever the chunks end. */
async function take(text: string): Promise<readonly (readonly [string | undefined, MboxDoubt | undefined])[]> {
  const takeIn = async (size: number) => {
    const found: [string | undefined, MboxDoubt | undefined][] = [];
    for await (const { bytes, doubt } of messagesInMbox(inPieces(Buffer.from(text), size), foreign)) {
      found.push([bytes?.toString(), doubt]);
    }
    return found;
  };
  const whole = await takeIn(1_000_000);
  for (const size of [1, 7, 64]) expect(await takeIn(size)).toEqual(whole);
  return whole;
}

const line = 'From ann@partner.example Tue Nov 24 05:00:00 2026';

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
    const box = Buffer.from(`${line}\n${'x\n'.repeat(3000)}\n${line}\nA: 2\n\n`);
    for (const size of [100, 4000])
      expect(await read(box, size, { ...ours, maxBytes: 2000 })).toEqual([null, 'A: 2\n']);
  });

  it('is no mbox without its first line', async () => {
    for (const text of [
      `A: b\n\n${line}\n`,
      `${'x\n'.repeat(2000)}\n${line}\n`,
      'From x\nA: b\n',
      `\n${line}\nA: b\n`,
    ]) {
      await expect(read(Buffer.from(text), 100)).rejects.toThrow(SyntaxError);
    }
    expect(await read(Buffer.alloc(0))).toEqual([]);
  });

  it('takes no time for many quotes', async () => {
    const box = Buffer.from(`${line}\n${'>'.repeat(200_000)}\n${'>From '.repeat(50_000)}\n\n`);
    expect(await read(box, 65_536)).toHaveLength(1);
  });

  it.each([
    'From ann@partner.example Tue Nov 24 05:00:00 2026',
    'From ann@partner.example  Tue Nov  3 05:00:00 2026',
    'From ann@partner.example Tue Nov 24 05:00 2026',
    'From ann@partner.example Tue Nov 24 5:00:00 CET 2026',
    'From ann@partner.example Tue Nov 24 05:00:00 MET DST 2026',
    'From 1234567890@xxx Tue Nov 24 05:00:00 +0000 2026',
    'From ann@partner.example Tue Nov 24 05:00:00 2026 +0100',
    'From ann Tue Nov 24 05:00 EST 1992 remote from mcvax',
    'From ann@partner.example Tue, 24 Nov 2026 05:00:00 +0100',
    'From ann@partner.example 24 Nov 2026 05:00:00 +0100 (CET)',
    'From "ann of sales"@partner.example Tue Nov 24 05:00:00 2026',
    'From ann at partner.example  Tue Nov 24 05:00:00 2026',
    'From - Tue Nov 24 05:00:00 2026',
    'From Tue Nov 24 05:00:00 2026',
    'From ???@??? Tue Nov 24 05:00:00 2026',
    'From ',
  ])('takes for a separator: %s', async (one) => {
    for (const end of ['\n', '\r\n']) {
      const text = `${one}${end}A: 1${end}${end}hi${end}${end}${one}${end}A: 2${end}`;
      expect(await take(text)).toEqual([
        [`A: 1${end}${end}hi${end}`, undefined],
        [`A: 2${end}`, undefined],
      ]);
    }
  });

  it.each([
    { line: 'From here on we agree.', next: 'Bye', doubt: undefined },
    { line: 'From Tuesday Nov 24 2026', next: 'Bye', doubt: undefined },
    { line: 'From ', next: 'Bye', doubt: undefined },
    { line: 'From now on', next: 'Note: this', doubt: 'unknown-form' },
    { line: 'From ann 2026-11-24T05:00', next: 'Subject: two', doubt: 'unknown-form' },
    { line: `From ${'x'.repeat(1100)} Tue Nov 24 05:00:00 2026`, next: 'Subject: two', doubt: undefined },
  ])('takes for text: $line / $next', async ({ line: text, next, doubt }) => {
    expect(await take(`${line}\nA: 1\n\nhi\n\n${text}\n${next}\n`)).toEqual([
      [`A: 1\n\nhi\n\n${text}\n${next}\n`, doubt],
    ]);
  });

  it('leaves together what no empty line parts, and says so', async () => {
    expect(await take(`${line}\nA: 1\n\nhi\n${line}\nA: 2\n`)).toEqual([
      [`A: 1\n\nhi\n${line}\nA: 2\n`, 'no-empty-line'],
    ]);
    expect(await take(`${line}\nA: 1\n\nhi\n\n${line}`)).toEqual([[`A: 1\n\nhi\n\n${line}`, 'unknown-form']]);
  });

  const sized = (body: string, sizeBytes = body.length) => `A: 1\nContent-Length: ${sizeBytes}\n\n${body}`;
  const forwarded = `see below\n\n${line}\nA: x\n\nho\n`;

  it.each([
    { what: 'ends at a separator', body: 'Hello\n\nFrom here on we agree.\nBye\n', doubt: undefined },
    { what: 'has a message in it', body: forwarded, doubt: 'within-content-length' },
    { what: 'has no body', body: '', doubt: undefined },
  ])('goes by a Content-Length: $what', async ({ body, doubt }) => {
    const two = [sized('two\n'), undefined];
    expect(await take(`${line}\n${sized(body)}\n${line}\n${sized('two\n')}\n`)).toEqual([[sized(body), doubt], two]);
    // Without an empty line, and at the end of the file.
    if (body !== '')
      expect(await take(`${line}\n${sized(body)}${line}\n${sized('two\n')}`)).toEqual([[sized(body), doubt], two]);
    expect(await take(`${line}\n${sized('two\n')}\n${line}\n${sized(body)}${body && '\n'}`)).toEqual([
      two,
      [sized(body).replace(/\n\n$/, '\n'), doubt],
    ]);
  });

  it.each([0, 3, 5, 8, 60, 400, 999_999_999])(
    'goes by no Content-Length of %i that ends in the middle',
    async (size) => {
      expect(await take(`${line}\n${sized('hello\n', size)}\n${line}\n${sized('two\n', size)}\n`)).toEqual([
        [sized('hello\n', size), undefined],
        [sized('two\n', size), undefined],
      ]);
    },
  );

  it('puts no byte of a foreign mbox anywhere but into a message', async () => {
    const part = fc.constantFrom(
      'From ',
      `${line}\n`,
      '\n',
      '\r\n',
      'x',
      'A: 1\n',
      'Content-Length: 4\n',
      '>From ',
      'From \n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 14 }), async (parts) => {
        const found = await take(`${line}\n${parts.join('')}`);
        const left = parts.join('').length - found.reduce((sum, [text = '']) => sum + text.length, 0);
        // What is in no message is separators and an empty line each.
        expect(left).toBeLessThanOrEqual((found.length - 1) * (line.length + 3) + 2);
      }),
    );
  });
});
