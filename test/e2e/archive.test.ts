/** The archive and the event log of a whole organisation, held against each other by the command. */

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LocalOrganisation } from '../../local/organisation.ts';
import { run } from '../cli/run.ts';
import { builtZip } from './builds.ts';
import { anOrganisation } from './whole-organisation.ts';

let organisation: LocalOrganisation;
beforeAll(async () => {
  organisation = await anOrganisation({ zipFile: await builtZip() });
});
afterAll(() => vi.unstubAllEnvs());

it('accounts for every message by the handle, two equal ones and one without Message-ID included', async () => {
  const mail = { from: 'a@partner.example', to: ['alice@corp.example'] };
  const ids: string[] = [];
  for (const raw of ['Message-ID: <1@x>\r\n\r\n1', 'Message-ID: <1@x>\r\n\r\n1', 'Subject: none\r\n\r\n2']) {
    ids.push((await organisation.send({ ...mail, raw })).id);
  }
  const { endpoint, region, credentials } = organisation.admin;
  vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint);
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const environment = { EVIDENCE_BUCKET: organisation.deployment.buckets.evidence.name };
  const { code, out, err } = await run(['archive', 'reconcile', organisation.folder.events], { environment });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('3 received = 3 archived + 0 bypassed (0 fallback, 0 other rule, 0 too old) + 0 unknown');
  expect(new Set(ids).size).toBe(3);
});
