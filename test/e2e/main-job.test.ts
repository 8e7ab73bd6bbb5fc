/** The main job, from SMTP to Maildir and archive, with the zip that would be deployed. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../local/aws/calls.ts';
import type { FlowOutcome } from '../../local/flow/flow.ts';
import type { LocalOrganisation, MailToSend } from '../../local/organisation.ts';
import { compose, samples } from '../../local/samples.ts';
import { evidenceKey } from '../../shared/archive/keys.ts';
import { builtZip } from './builds.ts';
import { aFolder, anOrganisation } from './whole-organisation.ts';

let zipFile: string;
beforeAll(async () => {
  zipFile = await builtZip();
});

const [alice, bob, carol] = ['alice@corp.example', 'bob@corp.example', 'carol@corp.example'];

/** What the organisation took over: SES's block and the bytes as sent. */
async function takenOver(organisation: LocalOrganisation, { id }: FlowOutcome): Promise<Buffer> {
  return (await (await organisation.transit.find(id))?.original()) ?? Buffer.alloc(0);
}

async function delivered(organisation: LocalOrganisation, address: string, { id }: FlowOutcome) {
  for (const folder of ['inbox', 'junk'] as const) {
    const mails = await organisation.mailboxes.list(address, folder);
    const found = mails.find(({ file }) => file.includes(id));
    if (found) return { folder, content: await found.read() };
  }
  return undefined;
}

function sample(title: string): Promise<MailToSend> {
  const found = samples.find((one) => one.title === title);
  if (!found) throw new Error(`there is no sample ${title}`);
  return compose(found);
}

describe('an organisation', () => {
  let organisation: LocalOrganisation;
  let s3: S3Client;
  const calls: Call[] = [];
  beforeAll(async () => {
    organisation = await anOrganisation({ zipFile, observer: { after: (call) => void calls.push(call) } });
    s3 = new S3Client(organisation.admin);
  });
  afterAll(() => s3.destroy());

  it('changes mail from outside and keeps the original, byte for byte and locked', async () => {
    const mail = await sample('Newsletter');
    const before = Date.now();
    const outcome = await organisation.send(mail);
    const original = await takenOver(organisation, outcome);
    expect(original.subarray(-mail.raw.length)).toEqual(mail.raw);

    const inbox = await delivered(organisation, alice, outcome);
    expect(inbox?.folder).toBe('inbox');
    const read = await simpleParser(inbox?.content ?? '');
    expect(read.subject).toBe('[EXTERNAL] Ten examples you must see');
    expect(read.text).toContain('This message comes from outside your organisation.');
    expect(read.html).toContain('This message comes from outside your organisation.');
    expect(read.html).toContain('<a href="https://news.example/ten">see</a>');

    const sha256 = createHash('sha256').update(original).digest('hex');
    const { evidence } = organisation.deployment.buckets;
    const kept = await s3.send(
      new GetObjectCommand({
        Bucket: evidence.name,
        Key: evidenceKey(organisation.id, sha256),
        ChecksumMode: 'ENABLED',
      }),
    );
    expect(Buffer.from((await kept.Body?.transformToByteArray()) ?? [])).toEqual(original);
    expect(kept.ChecksumSHA256).toBe(Buffer.from(sha256, 'hex').toString('base64'));
    expect(kept.ObjectLockMode).toBe('GOVERNANCE');
    const lockedDays = ((kept.ObjectLockRetainUntilDate?.getTime() ?? 0) - before) / (24 * 3600 * 1000);
    expect(lockedDays).toBeGreaterThan(29.9);
    expect(lockedDays).toBeLessThan(30.1);

    expect(await organisation.recordOf(outcome)).toMatchObject({
      schema: 'record/v1',
      source: 'workmail',
      direction: 'INBOUND',
      dedupeKey: outcome.invocationId,
      flowMessageId: outcome.id,
      organisation: organisation.id,
      envelope: { reversePath: 'bounces@news.example', recipients: [alice, bob], complete: true },
      evidence: { sha256, sizeBytes: original.length, version: kept.VersionId },
      policy: { origin: 'current' },
      judged: 'judged',
      writeBack: 'done',
      editedSizeBytes: inbox?.content.length,
      retention: { mode: 'GOVERNANCE' },
    });
  });

  it('gives each recipient their own, with one content for all', async () => {
    const outcome = await organisation.send(await sample('Newsletter'));
    const [forAlice, forBob] = [
      await delivered(organisation, alice, outcome),
      await delivered(organisation, bob, outcome),
    ];
    expect([forAlice?.folder, forBob?.folder]).toEqual(['inbox', 'junk']);
    expect(forBob?.content).toEqual(forAlice?.content);
    expect((await organisation.recordOf(outcome))?.answer.recipients).toContainEqual({
      address: bob,
      action: { disposition: 'MOVE_TO_JUNK' },
    });
  });

  it('delivers untouched what needs no change, and asks for no write-back', async () => {
    calls.length = 0;
    const outcome = await organisation.send(await sample('Own service'));
    const inbox = await delivered(organisation, carol, outcome);
    expect(inbox).toEqual({ folder: 'inbox', content: await takenOver(organisation, outcome) });
    expect(calls.map(({ operation }) => operation)).not.toContain('PutRawMessageContent');
    expect((await organisation.recordOf(outcome))?.writeBack).toBe('none');
  });

  it('replaces an attachment that a computer would run', async () => {
    const inbox = await delivered(organisation, bob, await organisation.send(await sample('invoice.pdf.exe')));
    expect(inbox?.folder).toBe('inbox');
    const read = await simpleParser(inbox?.content ?? '');
    const everything = [read.text, ...read.attachments.map(({ content }) => content.toString())].join('\n');
    expect(everything).toContain('An attachment was removed from this message');
    expect(read.attachments.map(({ filename = '' }) => filename).filter((name) => name.endsWith('.exe'))).toEqual([]);
    expect(everything).not.toContain('MZ This');
  });

  it.each([
    { title: 'Signed, with update.exe', address: bob, folder: 'junk', changed: false },
    { title: 'Virus (EICAR)', address: carol, folder: undefined, changed: false },
    { title: 'Forged colleague', address: carol, folder: 'junk', changed: true },
    { title: 'Spam (GTUBE)', address: alice, folder: 'junk', changed: true },
    { title: 'Partner', address: alice, folder: 'inbox', changed: true },
  ])('puts “$title” where it belongs: $folder', async ({ title, address, folder, changed }) => {
    const outcome = await organisation.send(await sample(title));
    const found = await delivered(organisation, address, outcome);
    expect(found?.folder).toBe(folder);
    expect(outcome.steps.find((step) => step.step === 'done')).toBeDefined();
    if (found) expect(found.content.equals(await takenOver(organisation, outcome))).toBe(!changed);
  });

  it('keeps one object and one record for each message, whatever became of it', async () => {
    const outcome = await organisation.send(await sample('Virus (EICAR)'));
    const { evidence } = organisation.deployment.buckets;
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: evidence.name }));
    const record = await organisation.recordOf(outcome);
    const ofThis = ({ Key = '' }: { Key?: string | undefined }) =>
      Key.includes(record?.deliveryId ?? '') || Key === record?.evidence?.key;
    expect(Versions.filter(ofThis)).toHaveLength(2);
  });

  it('refuses nothing of a message but by SMTP’s own rules', async () => {
    const strange = Buffer.from('no header at all\r\n');
    const outcome = await organisation.send({ from: null, to: [alice], raw: strange });
    const inbox = await delivered(organisation, alice, outcome);
    expect(inbox?.content.includes(strange)).toBe(true);
    await expect(organisation.post({ from: null, to: ['nobody@corp.example'], raw: strange })).rejects.toThrow('550');
  });
});

describe('a function that is killed', () => {
  it('is asked again under the same id and does everything once', async () => {
    let kills = 1;
    const organisation: LocalOrganisation = await anOrganisation({
      zipFile,
      observer: {
        async after({ operation }) {
          if (operation !== 'PutRawMessageContent' || kills === 0) return;
          kills -= 1;
          await organisation.lambda.kill();
        },
      },
    });
    const outcome = await organisation.send(await sample('Partner'));
    const attempts = outcome.steps.filter((step) => step.step === 'invoked');
    expect(attempts.map(({ invocationId }) => invocationId)).toEqual([outcome.invocationId, outcome.invocationId]);
    const inbox = await delivered(organisation, alice, outcome);
    const read = await simpleParser(inbox?.content ?? '');
    expect(read.subject).toBe('[EXTERNAL] Figures for Thursday');
    expect(read.text?.split('This message comes from outside your organisation.')).toHaveLength(2);
    await organisation.close();
  });
});

describe('a restart', () => {
  it('delivers what was accepted before it, and still has everything else', async () => {
    const stateDir = await aFolder();
    const first = await anOrganisation({
      stateDir,
      zipFile,
      // The function cannot reach the archive: every attempt fails.
      observer: {
        before: ({ operation, principal }) =>
          operation === 'PutObject' && principal !== 'admin'
            ? { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' }
            : undefined,
      },
      backOffMs: () => 60_000,
    });
    const id = await first.post(await sample('Partner'));
    await expect.poll(async () => failures(first, id), { timeout: 50_000, interval: 100 }).toBe(1);
    await first.close();
    expect(await first.mailboxes.list(alice, 'inbox')).toEqual([]);

    const second = await anOrganisation({ stateDir, zipFile });
    const outcome = await second.flow.outcome(id);
    expect(outcome.state).toBe('done');
    expect((await delivered(second, alice, outcome))?.folder).toBe('inbox');
    await second.close();

    const third = await anOrganisation({ stateDir, zipFile });
    expect(third.flow.underWay).toEqual([]);
    expect(await third.recordOf(outcome)).toMatchObject({ flowMessageId: id, policy: { origin: 'current' } });
    expect(await third.mailboxes.list(alice, 'inbox')).toHaveLength(1);
    await third.close();
  });

  /** From the file, since `outcome` waits for the end. */
  async function failures(organisation: LocalOrganisation, id: string): Promise<number> {
    const log = await readFile(join(organisation.folder.flowLogs, `${id}.jsonl`), 'utf8');
    return log.split('\n').filter((line) => line.includes('"step":"failed"')).length;
  }
});
