/**
 * Whole messages: `test/corpus/<filter>/NN-what.eml`, what is to be found in it in the `.json` beside it, and
 * in an `.md` why the case matters where that is not plain. What is known of the author is in a `.relation.json`.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MailObject, Organisation } from '../../shared/filters/filter.ts';
import { filters } from '../../shared/filters/index.ts';
import { type Relation, unknownRelation } from '../../shared/filters/relation.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { readAuthentication } from '../../shared/mail/ses-block.ts';
import { filterPolicyOf } from '../../shared/policy.ts';
import { safeDefaultPolicy } from '../../shared/policy-document.ts';
import { anOrganisation } from '../builders.ts';

const corpus = new URL('../corpus/', import.meta.url);

const organisation: Organisation = {
  ...anOrganisation,
  lists: { allow: ['partner.example'], block: ['*.unwanted.example'] },
  mailboxLists: { 'bob@corp.example': { allow: ['ann@sender.example'], block: [] } },
};

const lineEndings = { LF: '\n', CRLF: '\r\n' };

describe.each(filters.map((filter) => ({ name: filter.name, filter })))('corpus of $name', ({ name, filter }) => {
  const folder = new URL(`${name}/`, corpus);
  const cases = readdirSync(folder).filter((file) => file.endsWith('.eml'));

  it('is not empty', () => {
    expect(cases.length).toBeGreaterThan(1);
  });

  for (const file of cases) {
    const golden: unknown = JSON.parse(readFileSync(new URL(file.replace(/\.eml$/, '.json'), folder), 'utf8'));
    const known = new URL(file.replace(/\.eml$/, '.relation.json'), folder);
    const relation: Relation = existsSync(known) ? JSON.parse(readFileSync(known, 'utf8')) : unknownRelation;
    it.each(Object.entries(lineEndings))(`${file} with %s`, (_, ending) => {
      const text = readFileSync(new URL(file, folder), 'latin1').replaceAll('\n', ending);
      const mail = mailObjectOf(Buffer.from(text, 'latin1'), relation);
      const verdicts = [filter.evaluate(mail, filterPolicyOf(safeDefaultPolicy(), filter).settings)].flat();
      expect({ authentication: mail.authentication, verdicts }).toEqual(golden);
    });
  }
});

function mailObjectOf(bytes: Buffer, relation: Relation): MailObject {
  const message = parseMessage(bytes);
  const authentication = readAuthentication(message, 'INBOUND');
  const { reversePath = null } = authentication;
  return {
    envelope: { reversePath, recipients: ['bob@corp.example', 'carl@corp.example'], complete: true },
    direction: 'INBOUND',
    message,
    authentication,
    organisation,
    relation,
    organisationModel: null,
  };
}
