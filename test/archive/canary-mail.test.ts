import { describe, expect, it } from 'vitest';
import { canaryIn, composeCanary } from '../../shared/archive/canary-mail.ts';
import type { MacKey } from '../../shared/mail/own-field.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

const key: MacKey = { kid: 'k1', secret: Buffer.alloc(32, 1).toString('base64') };
const other: MacKey = { kid: 'k1', secret: Buffer.alloc(32, 2).toString('base64') };
const canary = { id: '2026-11-24T05', organisation: 'm-1', address: 'canary@corp.example' };
const sent = composeCanary(canary, key).toString();

const idIn = (raw: string, to: readonly string[] = [canary.address], keys = [key], organisation = 'm-1') =>
  canaryIn(parseMessage(Buffer.from(raw)), to, organisation, keys);

/** As SES hands it on, with its fields on top and its own Message-ID and Date. */
const received = `Received: from a.smtp-out.amazonses.com\r\nDKIM-Signature: v=1\r\n${sent.replace(
  'Subject:',
  'Message-ID: <x@email.amazonses.com>\r\nDate: Tue, 24 Nov 2026 05:00:00 +0000\r\nSubject:',
)}`;

describe('a canary', () => {
  it.each([
    { what: 'as it was sent', raw: sent },
    { what: 'with what is added on its way', raw: received },
    { what: 'with lines that end otherwise', raw: received.replaceAll('\r\n', '\n') },
    { what: 'with a folded mark', raw: received.replace('; i=', ';\r\n i=') },
  ])('is known again $what', ({ raw }) => expect(idIn(raw)).toBe('2026-11-24T05'));

  it('is known by the key before, and to the mailbox in any spelling', () => {
    expect(idIn(received, ['Canary@Corp.example'], [other, key].toReversed())).toBe('2026-11-24T05');
  });

  it.each([
    { what: 'of another hour', raw: received.replaceAll('T05', 'T06') },
    { what: 'with another text', raw: received.replace('It may be deleted', 'It is a secret') },
    { what: 'with a text more', raw: `${received}\r\nPS: the figures.\r\n` },
    { what: 'with another subject', raw: received.replace('Subject: mailweir canary', 'Subject: The figures,') },
    { what: 'with a second subject', raw: received.replace('Subject:', 'Subject: The figures\r\nSubject:') },
    {
      what: 'with many marks',
      raw: received.replace('X-Mailweir-Canary:', 'X-Mailweir-Canary: a\r\n'.repeat(2) + 'X-Mailweir-Canary:'),
    },
    { what: 'without a mark', raw: received.replace('X-Mailweir-Canary', 'X-Other') },
    { what: 'with a mark that is none', raw: received.replace(/m=.*/, 'm=') },
  ])('is none $what', ({ raw }) => expect(idIn(raw)).toBeUndefined());

  it.each([
    { what: 'to another mailbox', to: ['bob@corp.example'] },
    { what: 'to one more', to: [canary.address, 'bob@corp.example'] },
    { what: 'to nobody', to: [] },
    { what: 'under another key of that name', keys: [other] },
    { what: 'under no key', keys: [] },
    { what: 'of another organisation', organisation: 'm-2' },
  ])('is none $what', ({ to, keys, organisation }) => expect(idIn(received, to, keys, organisation)).toBeUndefined());
});
