import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { planEdits, splice } from '../../shared/mail/apply-edits.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import {
  editsAlreadyMade,
  fingerprint,
  type MacKey,
  ownFieldSpelling,
  ownFieldValue,
} from '../../shared/mail/own-field.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

const key: MacKey = { kid: 'k1', secret: Buffer.alloc(32, 1).toString('base64') };
const other: MacKey = { kid: 'k2', secret: Buffer.alloc(32, 2).toString('base64') };

const raw = Buffer.from(
  [
    'Received: by a',
    'From: alice@partner.example',
    'Date: Mon, 23 Nov 2026 09:00:00 +0000',
    'Message-ID: <1@partner.example>',
    'Subject: Hello',
    '',
    'Hello.',
    '',
  ].join('\r\n'),
);
const banner: Edit = { kind: 'insert-banner', text: 'Outside.', html: '<p>Outside.</p>' };
const tag: Edit = { kind: 'tag-subject', tag: '[X]' };

/** The message with its edits and our field, as it is delivered. */
function delivered(bytes: Buffer, edits: readonly Edit[], signing = key): Buffer {
  const message = parseMessage(bytes);
  const { splices } = planEdits(message, edits);
  const field: Edit = {
    kind: 'add-field',
    name: ownFieldSpelling,
    value: ownFieldValue(signing, message, splices, edits.map(fingerprint)),
  };
  return Buffer.concat(splice(bytes, planEdits(message, [...edits, field]).splices));
}
const made = (bytes: Buffer, keys: readonly MacKey[] = [key]) => [...editsAlreadyMade(parseMessage(bytes), keys)];

describe('our field', () => {
  it('says which edits are in the message it stands on', () => {
    expect(made(delivered(raw, [banner, tag])).sort()).toEqual([fingerprint(banner), fingerprint(tag)].sort());
  });

  it('holds after the trace fields of a further hop', () => {
    const hopped = Buffer.concat([
      Buffer.from('Received: by b\r\nReturn-Path: <c@d.example>\r\n'),
      delivered(raw, [banner]),
    ]);
    expect(made(hopped)).toEqual([fingerprint(banner)]);
  });

  it('is verified by the key before, during a rotation', () => {
    const old = delivered(raw, [banner], other);
    expect(made(old, [key, other])).toEqual([fingerprint(banner)]);
    expect(made(old, [key])).toEqual([]);
  });

  it('is short enough for a line that no server breaks', () => {
    const lines = delivered(raw, [banner, tag]).toString('latin1').split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
  });

  it.each([
    ['on another body', (bytes: string) => bytes.replace('Hello.\r\n', 'Pay me.\r\n')],
    ['on another author', (bytes: string) => bytes.replace('alice@', 'mallory@')],
    ['on another Message-ID', (bytes: string) => bytes.replace('<1@', '<2@')],
    ['under another structure', (bytes: string) => bytes.replace('Subject:', 'Content-Type: text/html\r\nSubject:')],
    ['with another edit claimed', (bytes: string) => bytes.replace('e=insert-banner', 'e=replace-attachment')],
    ['with another key named', (bytes: string) => bytes.replace('k=k1', 'k=k2')],
    ['with its mac cut', (bytes: string) => bytes.replace(/m=(.{42})./, 'm=$1')],
  ])('is worth nothing %s', (_, forge) => {
    const genuine = delivered(raw, [banner]).toString('latin1');
    const forged = forge(genuine);
    expect(forged).not.toBe(genuine);
    expect(made(Buffer.from(forged, 'latin1'), [key, other])).toEqual([]);
  });

  it('is not believed among more copies than mail ever has', () => {
    const [field] = delivered(raw, [banner]).toString('latin1').split('Received: by a');
    const crowded = Buffer.concat([Buffer.from((field ?? '').repeat(9), 'latin1'), raw]);
    expect(made(crowded)).toEqual([]);
  });

  it.prop([fc.string(), fc.string()])('takes any text for none', (name, value) => {
    const text = `X-Mailweir: ${name.replaceAll(/[\r\n]/g, ' ')}; m=${value.replaceAll(/[\r\n]/g, ' ')}\r\n`;
    expect(made(Buffer.concat([Buffer.from(text), raw]))).toEqual([]);
  });
});
