/** Mail of a user, from submission through the packaged function to the outbox, kept as evidence. */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { beforeAll, expect, it } from 'vitest';
import { defaultRule } from '../../local/org.ts';
import { evidenceKey } from '../../shared/archive/keys.ts';
import { builtZip } from './builds.ts';
import { anOrganisation } from './whole-organisation.ts';

let zipFile: string;
beforeAll(async () => {
  zipFile = await builtZip();
});

it('goes out, and is kept', async () => {
  const outbound = { ...defaultRule({ fallback: { type: 'BOUNCE' } }), direction: 'OUTBOUND' as const };
  const organisation = await anOrganisation({ zipFile, rules: [defaultRule(), outbound] });
  const { host, port, password: pass } = organisation.submission;
  const client = createTransport({ host, port, ignoreTLS: true, auth: { user: 'alice@corp.example', pass } });
  const { response } = await client.sendMail({
    from: 'Alice Archer <alice@corp.example>',
    to: ['eve@elsewhere.example', 'bob@corp.example'],
    subject: 'Plans',
    text: 'Dear Eve, dear Bob.',
  });
  const id = response.replace('250 2.0.0 OK ', '');
  const outcome = await organisation.flow.outcome(id);
  expect(outcome).toMatchObject({ state: 'done' });
  expect(outcome.steps).toContainEqual(expect.objectContaining({ step: 'decided', by: 'answer' }));

  const { outbox } = organisation.folder;
  const [file = ''] = (await readdir(outbox)).filter((name) => name.endsWith('.eml'));
  const sent = await readFile(join(outbox, file), 'utf8');
  expect(sent).toMatch(/^Subject: Plans\r$/m);
  expect(sent).toContain(`Message-ID: <${id}-000000@email.amazonses.com>`);

  const record = await organisation.recordOf(outcome);
  expect(record).toMatchObject({ judged: 'judged' });
  const original = (await (await organisation.transit.find(id))?.original()) ?? Buffer.alloc(0);
  const sha256 = createHash('sha256').update(original).digest('hex');
  const kept = organisation.s3.lookUp(
    organisation.deployment.buckets.evidence.name,
    evidenceKey(organisation.id, sha256),
  );
  expect(kept.found && (await kept.read())).toEqual(original);

  // Bob is one of us: he gets it by the inbound rule.
  await organisation.flow.idle();
  const [received] = await organisation.mailboxes.list('bob@corp.example', 'inbox');
  expect(String(await received?.read())).toMatch(/^Subject: Plans\r$/m);
});
