/**
 * Two organisations whose responders answer each other: each a local organisation of its own with the packaged functions,
 * and a relay between them that hands on what SES sent. All settle, whatever the relay takes off the mail.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrganisation } from '../../local/organisation.ts';
import type { Policy } from '../../shared/policy.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { builtZip } from './builds.ts';
import { anOrganisation } from './whole-organisation.ts';

let zipFile: string;
beforeAll(async () => {
  zipFile = await builtZip();
});

interface Side {
  readonly organisation: LocalOrganisation;
  readonly mailbox: string;
}

async function aSide(domain: string, responder: object): Promise<Side> {
  const mailbox = `robot@${domain}`;
  const parsed = parsePolicy({
    version: 1,
    domains: [domain],
    directory: { people: [{ name: 'Robot', addresses: [mailbox] }] },
    replies: {
      responders: [
        {
          id: 'robot',
          mailboxes: [mailbox],
          kind: 'ack',
          senderAuth: 'off',
          defaultLanguage: 'en',
          texts: { en: { external: { text: 'It is here.' }, internal: { text: 'It is here.' } } },
          ...responder,
        },
      ],
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const policy: Policy = parsed.policy;
  return { organisation: await anOrganisation({ zipFile, policy, people: policy }), mailbox };
}

/** What a relay makes of the mail that SES sent. The reverse-path is the author: nothing of SES's own keeps a loop off. */
type Relay = (raw: string) => string;
const faithful: Relay = (raw) => raw;
/** Takes off all by which an automatic mail is known, and what ties it to another. */
const hostile: Relay = (raw) =>
  raw
    .replace(
      /^(?:Auto-Submitted|X-Auto-Response-Suppress|X-Mailweir-Reply|In-Reply-To|References|Content-Language|Precedence):[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/gim,
      '',
    )
    .replace(/^Subject: Auto: /im, 'Subject: ');

/** Hands on until nothing has come for a while; how many replies each side sent. */
async function settle(a: Side, b: Side, relay: Relay): Promise<readonly number[]> {
  const done = new Map([a, b].map((side) => [side, 0]));
  let quiet = 0;
  while (quiet < 30) {
    let moved = false;
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const sent = [...from.organisation.ses.sent()].sort((one, other) => (one.at < other.at ? -1 : 1));
      const mail = sent[done.get(from) ?? 0];
      if (mail === undefined) continue;
      done.set(from, (done.get(from) ?? 0) + 1);
      moved = true;
      const content = (await from.organisation.ses.content(mail.messageId)).toString('latin1');
      const raw = Buffer.from(relay(content), 'latin1');
      await to.organisation.send({ from: from.mailbox, to: [to.mailbox], raw });
    }
    const busy = [a, b].some(({ organisation }) =>
      [...organisation.events.queues.values()].some(({ messages }) => messages.length > 0),
    );
    quiet = moved || busy ? 0 : quiet + 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return [a, b].map(({ organisation }) => organisation.ses.sent().length);
}

const opening = (from: string, to: string): string =>
  [`From: ${from}`, `To: ${to}`, 'Subject: Hello', 'Message-ID: <1@first.example>', '', 'Hello.', ''].join('\r\n');

async function played(responder: object, relay: Relay): Promise<readonly number[]> {
  const [a, b] = await Promise.all([aSide('first.example', responder), aSide('second.example', responder)]);
  await b.organisation.send({ from: a.mailbox, to: [b.mailbox], raw: opening(a.mailbox, b.mailbox) });
  return settle(a, b, relay);
}

describe('two organisations that answer each other', () => {
  it('settle after one reply: the other side knows it for an automatic one', async () => {
    expect(await played({ periodHours: 0 }, faithful)).toEqual([0, 1]);
  });

  it('settle by the period where a relay takes every mark off', async () => {
    expect(await played({ periodHours: 24 }, hostile)).toEqual([1, 1]);
  });

  it('settle by the limit of the hour where there is no period either', async () => {
    const sent = await played({ periodHours: 0, limits: { perHour: 3 } }, hostile);
    expect(sent).toEqual([3, 3]);
  });
});
