import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOrgFile } from '../../local/org-file.ts';
import { aFolder } from './local-setup.ts';

async function aFile(text: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await aFolder();
  for (const [name, content] of Object.entries(others)) await writeFile(join(folder, name), content);
  const path = join(folder, 'org.yml');
  await writeFile(path, text);
  return path;
}

const least = `
version: 1
domains: [corp.example]
mailboxes:
  - { name: Ann, address: ann@corp.example, aliases: [a@corp.example] }
`;

describe('the file of an organisation', () => {
  it('needs domains and mailboxes, and has defaults for the rest', async () => {
    const org = await readOrgFile(await aFile(least));
    expect(org).toMatchObject({
      domains: ['corp.example'],
      groups: [],
      dmarcEnforcement: true,
      faults: [],
      limits: { messageMegabytes: 40, recipients: 500, answerSeconds: 15, concurrency: 10 },
    });
    expect(org.rules).toBeUndefined();
    expect(org.policy.directory.people).toEqual([{ name: 'Ann', addresses: ['ann@corp.example', 'a@corp.example'] }]);
    expect(org.policy.domains).toEqual(['corp.example']);
  });

  it('describes rules in the words of WorkMail’s console', async () => {
    const org = await readOrgFile(
      await aFile(`${least}
rules:
  - { name: all, direction: inbound, action: { runLambda: inbound } }
  - { name: impatient, direction: inbound, senders: [a.example], action: { runLambda: inbound, timeoutMinutes: 0, fallback: { bounce: later } } }
  - { name: no casino, direction: inbound, senders: ['*.casino.example'], action: drop }
  - { name: relay, direction: outbound, recipients: [partner.example], action: { smtpGateway: hub } }
  - { name: watch, direction: outbound, action: { runLambdaAsync: watcher } }
`),
    );
    expect(org.rules).toEqual([
      {
        name: 'all',
        direction: 'INBOUND',
        senders: ['*'],
        recipients: ['*'],
        action: {
          type: 'RUN_LAMBDA',
          functionName: 'inbound',
          timeoutMs: 240 * 60_000,
          fallback: { type: 'MOVE_TO_JUNK' },
        },
      },
      {
        name: 'impatient',
        direction: 'INBOUND',
        senders: ['a.example'],
        recipients: ['*'],
        action: {
          type: 'RUN_LAMBDA',
          functionName: 'inbound',
          timeoutMs: 0,
          fallback: { type: 'BOUNCE', bounceMessage: 'later' },
        },
      },
      expect.objectContaining({ name: 'no casino', senders: ['*.casino.example'], action: { type: 'DROP' } }),
      expect.objectContaining({ action: { type: 'SMTP_GATEWAY', gateway: 'hub', reachable: true } }),
      expect.objectContaining({ action: { type: 'RUN_LAMBDA_ASYNC', functionName: 'watcher' } }),
    ]);
  });

  it('takes a policy beside it, with the organisation’s people unless it names its own', async () => {
    const policy = 'version: 1\nmode: shadow\n';
    const org = await readOrgFile(await aFile(`${least}policy: mine.yml\n`, { 'mine.yml': policy }));
    expect(org.policy).toMatchObject({ mode: 'shadow', domains: ['corp.example'] });
    expect(org.policy.directory.people).toHaveLength(1);
  });

  it.each([
    { more: 'mailboxs: []', said: 'mailboxs: "mailboxs" is not known here. Did you mean mailboxes?' },
    { more: 'clock: tomorrow', said: 'clock: is no moment. Write date, time and zone: "2026-12-24T09:00:00Z".' },
    { more: 'limits: { answerSeconds: 60 }', said: 'limits.answerSeconds: is above 15 s. AWS allows 15;' },
    { more: 'faults: [earthquake]', said: 'faults[0]: is no fault. There is no fault "earthquake".' },
    {
      more: 'groups: [{ address: all@corp.example, members: [eve@corp.example] }]',
      said: 'groups[0].members[0]: eve@corp.example is no mailbox.',
    },
    {
      more: 'groups: [{ address: a@corp.example, members: [] }]',
      said: 'groups[0].address: a@corp.example is mailboxes[0].aliases[0] as well.',
    },
    {
      more: 'groups: [{ address: all@other.example, members: [] }]',
      said: 'all@other.example is in no domain of the organisation.',
    },
    {
      more: 'rules: [{ name: x, direction: inbound, action: explode }]',
      said: 'rules[0].action: is no action of a rule. Write one of drop, junk',
    },
    { more: 'rules: [{ name: x, direction: sideways, action: drop }]', said: 'rules[0].direction' },
    { more: 'policy: nowhere.yml', said: 'The file of `policy`' },
    { more: 'policy: bad.yml', said: 'filtres: "filtres" is not known here. Did you mean filters?' },
    { more: 'x: [', said: 'is no YAML' },
  ])('is refused for $more', async ({ more, said }) => {
    const path = await aFile(`${least}${more}\n`, { 'bad.yml': 'version: 1\nfiltres: {}\n' });
    await expect(readOrgFile(path)).rejects.toThrow(said);
  });

  it.each(['[]', 'null', 'text', '{}'])('is refused where it is %s', async (text) => {
    await expect(readOrgFile(await aFile(text))).rejects.toThrow(/cannot be used:\n {2}/);
  });

  it('that is not there is named', async () => {
    await expect(readOrgFile('nowhere.yml')).rejects.toThrow('The file of --org, nowhere.yml, cannot be read: ENOENT');
  });
});
