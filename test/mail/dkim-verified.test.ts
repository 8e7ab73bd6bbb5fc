/** What an edit does to a DKIM signature, asked of a verifier: mailauth signs, we edit, mailauth verifies. */

import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
import { signaturesBroken } from '../../shared/mail/dkim-effect.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import { corpus } from './corpus.ts';
import { edit } from './edited.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const resolver = async () => [[`v=DKIM1; k=rsa; p=${published}`]];

const edits: Readonly<Record<string, readonly Edit[]>> = {
  'a field': [{ kind: 'add-field', name: 'X-Seen', value: 'yes' }],
  'a tag': [{ kind: 'tag-subject', tag: '[EXT]' }],
  'a banner': [{ kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' }],
  'a banner and a tag': [
    { kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' },
    { kind: 'tag-subject', tag: '[EXT]' },
  ],
};

async function signed(bytes: Buffer, canonicalization: string): Promise<Buffer> {
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = { signingDomain: 'sender.example', selector: 's1', privateKey: key };
  const signTime = new Date('2026-06-01T10:00:00Z');
  const { signatures, errors } = await dkimSign(bytes, {
    canonicalization,
    signTime,
    ...signer,
    signatureData: [signer],
  });
  if (errors.length > 0) throw new Error(`mailauth does not sign: ${JSON.stringify(errors)}`);
  return Buffer.concat([Buffer.from(signatures), bytes]);
}

async function isGood(bytes: Buffer): Promise<boolean> {
  const { results } = await dkimVerify(bytes, { resolver });
  return results[0]?.status.result === 'pass';
}

describe.each(['relaxed/relaxed', 'simple/simple'])('a good DKIM signature, %s', (canonicalization) => {
  it.each(Object.entries(edits))('and %s', async (_, wanted) => {
    let good = 0;
    for (const { name, bytes, lineEnding } of corpus) {
      // The envelope line of an mbox is no part of a message, and mailauth signs what has CRLF.
      if (lineEnding === 'LF' || bytes.toString('latin1', 0, 5) === 'From ') continue;
      const original = await signed(bytes, canonicalization);
      if (!(await isGood(original))) continue;
      const edited = edit(original, ...wanted);
      const broken = signaturesBroken(edited.before, edited.splices).length > 0;
      expect(await isGood(edited.bytes), name).toBe(!broken);
      good += 1;
    }
    expect(good).toBeGreaterThan(8);
  });
});
