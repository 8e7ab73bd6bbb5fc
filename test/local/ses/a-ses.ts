/** A local SES for a test, its SDK client, and a flow that only notes what it is handed. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { IncomingMail } from '../../../local/flow/mail.ts';
import type { SesEvent } from '../../../local/ses/events.ts';
import { type SesOptions, type SesServer, startSes } from '../../../local/ses/server.ts';
import { aFolder, afterTest, clientOptions, credentials, region } from '../local-setup.ts';

export const raw = (...lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\r\n`).join(''));

export const reply: readonly string[] = [
  'From: Post <postmaster@org.example>',
  'To: alice@sender.example',
  'Subject: Away',
  'Date: Mon, 1 Jan 2001 00:00:00 +0000',
  'Message-ID: <mine@org.example>',
];

export interface TestSes {
  readonly folder: string;
  readonly server: SesServer;
  /** What the flow was handed. */
  readonly accepted: (IncomingMail & { readonly id: string })[];
  send(input?: Partial<SendEmailCommandInput>): Promise<string>;
  sendRaw(...lines: readonly string[]): Promise<string>;
  to(...recipients: readonly string[]): Promise<string>;
  /** The message as recipients get it. */
  content(messageId: string): Promise<string>;
  events(): Promise<readonly SesEvent[]>;
  /** Starts a second one on the same folder, as after a restart. Nothing is delivered before `server.begin`. */
  again(options?: Partial<SesOptions>): Promise<TestSes>;
}

export const mailboxes = ['alice@org.example', 'postmaster@org.example'];

/** `org.example` is our own domain, and has the mailboxes above. */
export async function aSes(options: Partial<SesOptions> = {}, at?: string): Promise<TestSes> {
  const folder = at ?? join(await aFolder(), 'ses');
  const verified = ['org.example', 'robot@other.example'];
  const server = await startSes({ region, credentials, folder, verified, accountId: '123456789012', ...options });
  const client = new SESv2Client(clientOptions(server.url));
  afterTest(() => server.close());
  const accepted: TestSes['accepted'] = [];
  const places = {
    standing: (address: string) => {
      if (mailboxes.includes(address)) return 'mailbox';
      return address.endsWith('@org.example') ? 'unknown' : 'elsewhere';
    },
    accept: async (mail: TestSes['accepted'][number]) => void accepted.push(mail),
  } as const;
  if (at === undefined) server.begin(places);
  const send: TestSes['send'] = async (input = {}) => {
    const Content = { Raw: { Data: raw(...reply, '', 'Hello') } };
    // A test's clock may be days ahead; signatures must be of its time.
    client.config.systemClockOffset = (options.clock?.().getTime() ?? Date.now()) - Date.now();
    const { MessageId = '' } = await client.send(new SendEmailCommand({ Content, ...input }));
    await server.idle();
    return MessageId;
  };
  return {
    folder,
    server,
    accepted,
    send,
    sendRaw: (...lines) => send({ Content: { Raw: { Data: raw(...lines) } } }),
    to: (...recipients) => send({ Destination: { ToAddresses: [...recipients] } }),
    content: async (messageId) => (await server.content(messageId)).toString('latin1'),
    async events() {
      const text = await readFile(join(folder, 'events.jsonl'), 'utf8');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): SesEvent => JSON.parse(line).event);
    },
    again: (more) => aSes({ ...options, ...more }, folder),
  };
}
