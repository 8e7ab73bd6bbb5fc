/** A bench that measures broken messages says nothing: those of bench/mime are held against other readers. */

import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { hostile } from '../../bench/mime/hostile.ts';
import { htmlBodies, ofLength, ordinary } from '../../bench/mime/messages.ts';
import { everything } from '../../bench/mime/tools/mailweir.ts';
import { workOf } from '../../bench/mime/works.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

const upTo1MB = [...ordinary, ...htmlBodies].filter(([name]) => !name.includes('0 MB'));

describe.each(upTo1MB)('%s', (_, make) => {
  const message = make();

  it('is well-formed', () => {
    expect(parseMessage(message).defects).toEqual([]);
    const longest = Math.max(
      ...message
        .toString('latin1')
        .split('\r\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThan(110);
  });

  it('is read the same by mailparser, its text whole', async () => {
    const { attachments, subject, html, text } = await simpleParser(message);
    expect(subject).toBe('Your order from Málaga');
    expect(`${html}${text}`).toContain('left our warehouse in Málaga');
    expect(`${html}${text}`).not.toContain('\ufffd');
    expect(attachments).toHaveLength(parseMessage(message).attachments.length);
  });
});

it('makes a message of about the length asked for', () => {
  for (const length of [20_000, 1_000_000]) expect(Math.abs(ofLength(length).length / length - 1)).toBeLessThan(0.1);
});

it.each(['mailparser', 'mailparser fast', 'postal-mime'])('%s reads the attachments that we read', async (tool) => {
  const message = ofLength(100_000);
  const [ours, theirs] = [await workOf('mailweir', 'read'), await workOf(tool, 'read')];
  expect(await ours(message)).toBeGreaterThan(50_000);
  expect(await theirs(message)).toBe(await ours(message));
});

it.each(['editHeader', 'insertBanner'])('mailsplit does the same work: %s', async (work) => {
  const message = ofLength(100_000);
  const [ours, theirs] = [await workOf('mailweir', work), await workOf('mailsplit', work)];
  expect(await ours(message)).toBeGreaterThan(message.length);
  expect(Math.abs((await theirs(message)) - (await ours(message)))).toBeLessThan(200);
});

it('names the tools there are when asked for another', async () => {
  await expect(workOf('sendmail', 'read')).rejects.toThrow('no tool is called sendmail: use one of mailweir, ');
  await expect(workOf('mailsplit', 'read')).rejects.toThrow('mailsplit has no work called read');
});

it.each([...hostile])('%s: reading and editing ends', (_, make) => {
  expect(everything(make(1))).toBeGreaterThanOrEqual(0);
});
