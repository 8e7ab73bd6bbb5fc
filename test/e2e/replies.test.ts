/** A reply in the whole organisation: sent through SES by the packaged function, delivered where it is local, and shown. */

import { expect, it } from 'vitest';
import { parsePolicy } from '../../shared/policy-document.ts';
import { builtZip } from './builds.ts';
import { anOrganisation } from './whole-organisation.ts';

const parsed = parsePolicy({
  version: 1,
  domains: ['corp.example'],
  directory: {
    people: [
      { name: 'Alice', addresses: ['alice@corp.example'] },
      { name: 'Carol', addresses: ['carol@corp.example'] },
    ],
  },
  replies: {
    responders: [
      {
        id: 'everybody-away',
        mailboxes: ['*@corp.example'],
        kind: 'oof',
        defaultLanguage: 'en',
        texts: { en: { external: { text: 'Back soon.' }, internal: { text: 'Ask Tom.' } } },
      },
    ],
  },
});

/** She writes through a server of ours outside WorkMail, for which her domain vouches. */
const senderDomains = [{ domain: 'corp.example', spf: 'pass', signs: true, dmarc: 'reject' }] as const;

it('a reply to a colleague arrives in her mailbox, is not answered in turn, and the page says so', async () => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { policy } = parsed;
  const organisation = await anOrganisation({ zipFile: await builtZip(), policy, people: policy, senderDomains });
  const raw = 'From: alice@corp.example\r\nTo: carol@corp.example\r\nSubject: Lunch?\r\n\r\nHello.\r\n';
  const { id } = await organisation.send({ from: 'alice@corp.example', to: ['carol@corp.example'], raw });

  const inbox = () => organisation.mailboxes.list('alice@corp.example', 'inbox');
  await expect.poll(async () => (await inbox()).length, { timeout: 50_000 }).toBe(1);
  const reply = String(await (await inbox())[0]?.read());
  expect(reply).toContain('Ask Tom.');
  expect(reply).toMatch(/^Subject: Auto: Lunch\?/m);
  expect(reply).toMatch(/^Auto-Submitted: auto-replied/m);

  const shown = async (message: string) => (await fetch(new URL(`/messages/${message}`, organisation.page.url))).text();
  await expect.poll(() => shown(id), { timeout: 50_000 }).toContain('everybody-away: sent.');
  expect(organisation.ses.sent()).toHaveLength(1);

  // Carol's second message within the week, and Alice's responder, who has the reply before her.
  const again = await organisation.send({ from: 'alice@corp.example', to: ['carol@corp.example'], raw });
  await expect.poll(() => shown(again.id), { timeout: 50_000 }).toContain('(DUPLICATE)');
  expect(organisation.ses.sent()).toHaveLength(1);
  expect(organisation.authoriser.refusals()).toEqual([]);
});
