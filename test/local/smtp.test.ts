import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import type { IncomingMail } from '../../local/flow/mail.ts';
import { type SmtpOptions, startSmtp } from '../../local/smtp.ts';
import type { RunningSmtp } from '../../local/smtp-listener.ts';
import { directory } from './a-flow.ts';
import { afterTest } from './local-setup.ts';

const maxMessageBytes = 40 * 1024 * 1024;

interface Server extends RunningSmtp {
  readonly accepted: readonly IncomingMail[];
}

async function aServer(options: Partial<SmtpOptions> = {}): Promise<Server> {
  const accepted: IncomingMail[] = [];
  const accept = async (mail: IncomingMail) => `id-${accepted.push(mail)}`;
  const server = await startSmtp({ port: 0, directory, accept, ...options });
  afterTest(() => server.close());
  return { ...server, accepted };
}

/** Says the lines one after the other, each after the answer to the one before; returns the last answer. */
async function talk({ host, port }: RunningSmtp, ...lines: (string | Buffer)[]): Promise<string> {
  const socket = createConnection({ host, port });
  let answer = String((await once(socket, 'data'))[0]);
  for (const line of lines) {
    socket.write(line);
    socket.write('\r\n');
    // The last line of an answer has a space after its code (RFC 5321 §4.2.1).
    for (answer = ''; !/^\d{3} .*\r\n$/m.test(answer); ) answer += String((await once(socket, 'data'))[0]);
  }
  socket.destroy();
  return answer.trim();
}

const envelope = ['EHLO client.example', 'MAIL FROM:<pat@partner.example>', 'RCPT TO:<alice@corp.example>'];

describe('SMTP', () => {
  it('hands over one mail for several recipients, each once', async () => {
    const server = await aServer();
    const answer = await talk(
      server,
      ...envelope,
      'RCPT TO:<Bob@corp.example>',
      'RCPT TO:<ALICE@corp.example>',
      'DATA',
      'Subject: x\r\n\r\n..dot\r\n.',
    );
    expect(answer).toBe('250 2.0.0 OK id-1');
    expect(server.accepted).toEqual([
      {
        mailFrom: 'pat@partner.example',
        recipients: ['ALICE@corp.example', 'Bob@corp.example'],
        helo: 'client.example',
        clientIp: '127.0.0.1',
        raw: Buffer.from('Subject: x\r\n\r\n.dot\r\n'),
      },
    ]);
  });

  it('keeps every octet', async () => {
    const server = await aServer();
    const raw = Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), Buffer.from([0xff, 0x00, 0x0d, 0x41, 0x0d, 0x0a])]);
    await talk(server, ...envelope, 'DATA', Buffer.concat([raw, Buffer.from('.')]));
    expect(server.accepted[0]?.raw).toEqual(raw);
  });

  it('takes a null reverse-path', async () => {
    const server = await aServer();
    await talk(server, 'EHLO c.example', 'MAIL FROM:<>', 'RCPT TO:<bob@corp.example>', 'DATA', 'X: y\r\n\r\n.');
    expect(server.accepted[0]?.mailFrom).toBeNull();
  });

  it.each([
    { said: ['EHLO c', 'MAIL FROM:<a@b.example>', 'RCPT TO:<nobody@corp.example>'], answer: /^550 .*no such mailbox/ },
    { said: ['EHLO c', 'MAIL FROM:<a@b.example>', 'RCPT TO:<x@elsewhere.example>'], answer: /^550 / },
    { said: ['EHLO c', 'MAIL FROM:<\u00e4\u00f6@b.example>'], answer: /^553 5\.6\.7 / },
    { said: ['EHLO c', `MAIL FROM:<${'a'.repeat(250)}@b.example>`], answer: /^501 / },
    { said: [`EHLO ${'c'.repeat(300)}`, 'MAIL FROM:<a@b.example>'], answer: /^501 / },
    { said: ['EHLO c', `MAIL FROM:<a@b.example> SIZE=${maxMessageBytes + 1}`], answer: /^552 / },
    { said: ['EHLO c', 'STARTTLS'], answer: /^50\d / },
    { said: ['EHLO c', 'AUTH PLAIN AGEAYg=='], answer: /^50\d / },
  ])('answers $answer', async ({ said, answer }) => {
    const server = await aServer();
    expect(await talk(server, ...said)).toMatch(answer);
    expect(server.accepted).toEqual([]);
  });

  it('keeps the limits of an organisation', async () => {
    const server = await aServer({ limits: { messageMegabytes: 1, recipients: 1 } });
    const another = ['MAIL FROM:<a@b.example>', 'RCPT TO:<bob@corp.example>', 'RCPT TO:<alice@corp.example>'];
    expect(await talk(server, 'EHLO c', ...another)).toMatch(/^452 .* 1 recipients at most/);
    expect(await talk(server, 'EHLO c', 'MAIL FROM:<a@b.example> SIZE=1048577')).toMatch(/^552 /);
  });

  it('refuses a message over 40 MB that did not say so, and takes the next', async () => {
    const server = await aServer();
    const tooLarge = Buffer.alloc(maxMessageBytes + 1, 'x'.repeat(76).concat('\r\n'));
    expect(await talk(server, ...envelope, 'DATA', Buffer.concat([tooLarge, Buffer.from('\r\n.')]))).toMatch(/^552 /);
    expect(await talk(server, ...envelope, 'DATA', 'X: y\r\n\r\n.')).toMatch(/^250 /);
    expect(server.accepted).toHaveLength(1);
  });

  it('asks to send again what could not be stored, and says why to us', async () => {
    const reports: unknown[] = [];
    const fault = new Error('disk full');
    const server = await aServer({ accept: () => Promise.reject(fault), report: (one) => reports.push(one) });
    expect(await talk(server, ...envelope, 'DATA', 'X: y\r\n\r\n.')).toMatch(/^451 /);
    expect(reports).toEqual([fault]);
  });

  it('takes a client library’s mail', async () => {
    const { host, port, accepted } = await aServer();
    const client = createTransport({ host, port });
    const { response } = await client.sendMail({ from: 'a@b.example', to: 'bob@corp.example', text: 'Grüße' });
    expect(response).toBe('250 2.0.0 OK id-1');
    expect(accepted[0]?.raw.toString()).toContain('To: bob@corp.example\r\n');
  });

  it('names a port that is taken, and the remedy', async () => {
    const { port } = await aServer();
    await expect(startSmtp({ port, directory, accept: async () => 'id' })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: the port is in use. End the program that holds it`,
    );
  });
});
