import { describe, expect, it } from 'vitest';
import { findMimeFault } from '../../../local/message-flow/mime-rules.ts';

const message = (...fields: string[]): Buffer => Buffer.from(`${fields.join('\r\n')}\r\n\r\nHello.\r\n`);
const original = message('From: a@b.example', 'Date: Mon, 23 Nov 2026 09:00:00 +0000', 'Subject: one', 'X-Our-Id: 1');

describe('a part with a header of two megabytes', () => {
  it('is a part like another', async () => {
    const file = ['--b', ...Array.from({ length: 200_000 }, () => 'X-Long: y'), 'Content-Type: text/plain; name=a.txt'];
    const fields = [
      'From: a@b.example',
      'Date: Mon, 23 Nov 2026 09:00:00 +0000',
      'Content-Type: multipart/mixed; boundary=b',
    ];
    const content = (name: string) =>
      Buffer.from([...fields, '', ...file, '', 'x', '--b--', ''].join('\r\n').replace('a.txt', name));
    expect(await findMimeFault(content('a.txt'), content('a.txt'), {})).toBeUndefined();
    expect(await findMimeFault(content('a.exe'), content('a.exe'), {})).toContain("'.exe'");
  });
});

describe('what Put insists on can be set', () => {
  const retagged = message('From: a@b.example', 'Date: Mon, 23 Nov 2026 09:00:00 +0000', 'Subject: two', 'X-Our-Id: 1');

  it.each([
    { assumed: {}, content: retagged, fault: undefined },
    { assumed: { immutable: ['Subject'] }, content: retagged, fault: "Immutable header 'subject' was changed" },
    { assumed: { immutable: ['x-our-*'] }, content: retagged, fault: undefined },
    {
      assumed: { immutable: ['X-Our-*'] },
      content: Buffer.from(String(original).replace('X-Our-Id: 1', 'X-Our-Id: 2')),
      fault: "Immutable header 'x-our-id' was changed",
    },
    { assumed: { required: ['Message-ID'] }, content: retagged, fault: "Missing required header 'message-id'" },
    // What we assume otherwise no longer holds.
    { assumed: { required: [] }, content: Buffer.from(String(original).replace(/Date:.*\r\n/, '')), fault: /date/ },
    {
      assumed: { required: [], immutable: [] },
      content: Buffer.from(String(original).replace(/Date:.*\r\n/, '')),
      fault: undefined,
    },
  ])('$assumed: $fault', async ({ assumed, content, fault }) => {
    const found = await findMimeFault(content, original, assumed);
    if (fault instanceof RegExp) expect(found).toMatch(fault);
    else expect(found).toBe(fault);
  });
});
