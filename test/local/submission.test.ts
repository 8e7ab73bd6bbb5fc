import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import type { SubmittedMail } from '../../local/flow/mail.ts';
import { type SubmissionOptions, startSubmission } from '../../local/submission.ts';
import { directory } from './a-flow.ts';
import { afterTest } from './local-setup.ts';

const [alice, bob] = ['alice@corp.example', 'bob@corp.example'];

async function aServer(options: Partial<SubmissionOptions> = {}) {
  const submitted: SubmittedMail[] = [];
  const submit = async (mail: SubmittedMail) => `id-${submitted.push(mail)}`;
  const server = await startSubmission({ port: 0, directory, password: 'open sesame', submit, ...options });
  afterTest(() => server.close());
  /** Sends as a mail program would; rejects as SMTP does. */
  const send = async (
    mail: { readonly from?: string; readonly to?: readonly string[]; readonly raw: string | Buffer },
    auth: { readonly user: string; readonly pass: string } | null = { user: alice, pass: 'open sesame' },
    method = 'PLAIN',
  ) => {
    const client = createTransport({ host: server.host, port: server.port, ...(auth && { auth, authMethod: method }) });
    const { from = alice, to = ['pat@partner.example'], raw } = mail;
    return (await client.sendMail({ envelope: { from, to: [...to] }, raw })).response;
  };
  return { send, submitted };
}

const message = (...fields: readonly string[]) => `${fields.join('\r\n')}\r\nSubject: Plans\r\n\r\nHello.\r\n`;
const plain = message(`From: Alice <${alice}>`);

describe('submission', () => {
  it.each(['PLAIN', 'LOGIN'])('takes mail of a user by AUTH %s', async (method) => {
    const { send, submitted } = await aServer();
    const to = ['pat@partner.example', bob, 'PAT@partner.example'];
    expect(await send({ raw: plain, to }, { user: 'Alice@corp.example', pass: 'open sesame' }, method)).toBe(
      '250 2.0.0 OK id-1',
    );
    expect(submitted).toEqual([
      { user: alice, mailFrom: alice, recipients: ['PAT@partner.example', bob], raw: Buffer.from(plain) },
    ]);
  });

  it.each([
    { why: 'no password', auth: null, says: '530' },
    { why: 'a wrong password', auth: { user: alice, pass: 'x' }, says: '535' },
    { why: 'an alias as user', auth: { user: 'a.archer@corp.example', pass: 'open sesame' }, says: '535' },
    { why: 'a group as user', auth: { user: 'team@corp.example', pass: 'open sesame' }, says: '535' },
  ])('refuses $why', async ({ auth, says }) => {
    const { send, submitted } = await aServer();
    await expect(send({ raw: plain }, auth)).rejects.toThrow(says);
    expect(submitted).toEqual([]);
  });

  it.each([
    { as: 'a.archer@corp.example', from: alice }, // an alias
    { as: 'team@corp.example', from: 'team@corp.example' }, // a group
    { as: 'office@corp.example', from: alice }, // by delegation
  ])('lets a user send as $as', async ({ as, from }) => {
    const { send, submitted } = await aServer({ delegates: new Map([[alice, ['Office@corp.example']]]) });
    await send({ from, raw: message(`From: ${as}`) });
    expect(submitted).toMatchObject([{ user: alice, mailFrom: as }]);
    expect(submitted[0]).not.toHaveProperty('onBehalfBy');
  });

  it('tells sending on behalf from sending as', async () => {
    const { send, submitted } = await aServer({ delegates: new Map([[alice, [bob]]]) });
    await send({ raw: message(`From: ${bob}`, `Sender: Alice <${alice}>`) });
    expect(submitted).toMatchObject([{ mailFrom: bob, onBehalfBy: alice }]);
  });

  it.each([
    { why: 'another’s reverse-path', from: bob, raw: plain, says: '553 5.7.1 You may not send as' },
    { why: 'a null reverse-path', from: '', raw: plain, says: '553' },
    { why: 'another’s From', raw: message(`From: ${bob}`), says: 'may not send as the author' },
    { why: 'no From', raw: message('X: y'), says: 'may not send as the author' },
    { why: 'another’s Sender', raw: message(`From: ${alice}`, `Sender: ${bob}`), says: 'may not stand for another' },
    { why: 'a header that is none', raw: message(`From: ${alice}`, 'no field'), says: 'malformed: a header line' },
    { why: 'a program', raw: message(`From: ${alice}`, 'Content-Type: application/x; name=a.exe'), says: 'type .exe' },
    {
      why: 'over 29 MB unencoded',
      raw: Buffer.concat([Buffer.from(plain), Buffer.alloc(29 * 1024 * 1024, 'x\r\n')]),
      says: '552 5.3.4',
    },
  ])('refuses $why', async ({ from, raw, says }) => {
    const { send, submitted } = await aServer();
    await expect(send({ raw, ...(from !== undefined && { from }) })).rejects.toThrow(says);
    expect(submitted).toEqual([]);
  });

  it('takes 29 MB in base64, which are 39 MB of mail', async () => {
    const { send, submitted } = await aServer();
    const encoded = Buffer.alloc(28 * 1024 * 1024, 1)
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\r\n');
    const raw = message(`From: ${alice}`, 'Content-Transfer-Encoding: base64').replace('Hello.\r\n', encoded);
    await send({ raw });
    expect(submitted).toHaveLength(1);
  });

  it('takes 500 recipients and no more', async () => {
    const { send, submitted } = await aServer();
    const to = Array.from({ length: 501 }, (_, at) => `r${at}@partner.example`);
    await send({ raw: plain, to });
    expect(submitted[0]?.recipients).toHaveLength(500);
  });
});
