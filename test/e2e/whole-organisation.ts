/** Whole organisations for tests, on free ports and in folders that go. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type LocalOrganisation, startOrganisation } from '../../local/organisation.ts';
import type { OrganisationOptions } from '../../local/organisation-options.ts';

const undo: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-e2e-'));
  undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Without a wait between attempts, unless told. */
export async function anOrganisation(
  options: Pick<OrganisationOptions, 'zipFile'> & Partial<OrganisationOptions>,
): Promise<LocalOrganisation> {
  const organisation = await startOrganisation({
    stateDir: options.stateDir ?? (await aFolder()),
    backOffMs: () => 0,
    ...options,
  });
  undo.push(() => organisation.close({ graceMs: 0 }));
  return organisation;
}
