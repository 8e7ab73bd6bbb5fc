import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { mailer } from '../../shared/adapters/mailer.ts';

const ses = mockClient(SESv2Client);
beforeEach(() => ses.reset());

const mail = {
  from: 'rita@corp.example',
  to: ['ann@sender.example'],
  raw: Buffer.from('From: rita@corp.example\r\n\r\nx'),
};
const send = () => mailer(new SESv2Client({ region: 'us-east-1' })).send(mail, new AbortController().signal);

function refusal(name: string, httpStatusCode: number, message = name): Error {
  return new SESv2ServiceException({ name, $fault: 'client', message, $metadata: { httpStatusCode } });
}
const broken = (code: string): Error => Object.assign(new Error(code), { code });
const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('mail that SES is handed', () => {
  it('is raw, from one identity, to the recipients that are named and no header', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'id-1' });
    expect(await send()).toEqual({ outcome: 'accepted', messageId: 'id-1' });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toEqual({
      FromEmailAddress: 'rita@corp.example',
      Destination: { ToAddresses: ['ann@sender.example'] },
      Content: { Raw: { Data: mail.raw } },
    });
  });

  it.each([
    { fault: refusal('MessageRejected', 400), code: 'rejected', because: 'content' },
    { fault: refusal('BadRequestException', 400), code: 'bad-request', because: 'content' },
    { fault: refusal('BadRequestException', 400, 'Invalid email address .'), code: 'bad-request', because: 'content' },
    { fault: refusal('ContentTooLarge', 413), code: 'content-too-large', because: 'content' },
    // What a stranger writes says nothing.
    {
      fault: refusal('BadRequestException', 400, "Illegal filename 'Daily message quota exceeded.exe'."),
      code: 'bad-request',
      because: 'content',
    },
    {
      fault: refusal('BadRequestException', 400, "Illegal filename 'account is paused'."),
      code: 'bad-request',
      because: 'content',
    },
    {
      fault: refusal('BadRequestException', 400, 'Invalid email address paused@account.suspended'),
      code: 'bad-request',
      because: 'content',
    },
    {
      fault: refusal(
        'MessageRejected',
        400,
        'Email address is not verified. The following identities failed the check in region EU-WEST-1: a@corp.example',
      ),
      code: 'not-verified',
      because: 'account',
    },
    {
      fault: refusal('BadRequestException', 400, 'Invalid identity ARN <arn:aws:ses> in eu-west-1.'),
      code: 'not-verified',
      because: 'account',
    },
    {
      fault: refusal('BadRequestException', 400, 'Configuration set <x> does not exist.'),
      code: 'configuration-set',
      because: 'account',
    },
    {
      fault: refusal('MessageRejected', 400, 'Sending paused for this account. For more information, see your inbox.'),
      code: 'sending-paused',
      because: 'account',
    },
    {
      fault: refusal('MailFromDomainNotVerifiedException', 400),
      code: 'mail-from-domain-not-verified',
      because: 'account',
    },
    { fault: refusal('NotFoundException', 404), code: 'not-found', because: 'account' },
    { fault: refusal('ConflictException', 409), code: 'conflict', because: 'account' },
    { fault: refusal('AccessDeniedException', 403), code: 'access-denied', because: 'account' },
    { fault: refusal('UnrecognizedClientException', 403), code: 'unrecognized-client', because: 'account' },
    { fault: refusal('AccountSuspendedException', 400), code: 'account-suspended', because: 'account' },
    { fault: refusal('SendingPausedException', 400), code: 'sending-paused', because: 'account' },
    { fault: refusal('TooManyRequestsException', 429), code: 'throttled', because: 'passing' },
    { fault: refusal('ThrottlingException', 400), code: 'throttled', because: 'passing' },
    { fault: refusal('ExpiredTokenException', 403), code: 'throttled', because: 'passing' },
    { fault: refusal('LimitExceededException', 400), code: 'limit-exceeded', because: 'passing' },
    {
      fault: refusal('MessageRejected', 400, 'Daily message quota exceeded.'),
      code: 'over-quota',
      because: 'passing',
    },
    { fault: broken('ECONNREFUSED'), code: 'not-connected', because: 'passing' },
    { fault: broken('ENOTFOUND'), code: 'not-connected', because: 'passing' },
    { fault: named('CredentialsProviderError'), code: 'not-connected', because: 'passing' },
  ])('is not taken for certain, $because: $code', async ({ fault, code, because }) => {
    ses.on(SendEmailCommand).rejects(fault);
    expect(await send()).toEqual({ outcome: 'refused', code, because });
  });

  it.each([
    { fault: refusal('InternalServiceErrorException', 500), code: 'status-500' },
    { fault: refusal('ServiceUnavailable', 503), code: 'status-503' },
    { fault: broken('ECONNRESET'), code: 'econnreset' },
    { fault: broken('EPIPE'), code: 'epipe' },
    { fault: named('TimeoutError'), code: 'timeout-error' },
    { fault: named('AbortError'), code: 'abort-error' },
    { fault: new Error('socket hang up'), code: 'error' },
  ])('may have been taken: $code', async ({ fault, code }) => {
    ses.on(SendEmailCommand).rejects(fault);
    expect(await send()).toEqual({ outcome: 'uncertain', code });
  });

  it('and a bug of ours are told apart', async () => {
    ses.on(SendEmailCommand).rejects(new TypeError('x is not a function'));
    await expect(send()).rejects.toThrow(TypeError);
  });
});
