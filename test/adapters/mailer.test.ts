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
    { fault: refusal('MessageRejected', 400), code: 'rejected', later: false },
    { fault: refusal('MailFromDomainNotVerifiedException', 400), code: 'mail-from-domain-not-verified', later: false },
    { fault: refusal('BadRequestException', 400), code: 'bad-request', later: false },
    { fault: refusal('AccessDeniedException', 403), code: 'access-denied', later: false },
    { fault: refusal('AccountSuspendedException', 400), code: 'account-suspended', later: false },
    { fault: refusal('SendingPausedException', 400), code: 'sending-paused', later: true },
    { fault: refusal('TooManyRequestsException', 429), code: 'throttled', later: true },
    { fault: refusal('LimitExceededException', 400), code: 'limit-exceeded', later: true },
    { fault: refusal('MessageRejected', 400, 'Daily message quota exceeded.'), code: 'rejected', later: true },
    { fault: broken('ECONNREFUSED'), code: 'not-connected', later: true },
    { fault: broken('ENOTFOUND'), code: 'not-connected', later: true },
    { fault: named('CredentialsProviderError'), code: 'not-connected', later: true },
  ])('is not taken for certain: $code', async ({ fault, code, later }) => {
    ses.on(SendEmailCommand).rejects(fault);
    expect(await send()).toEqual({ outcome: 'refused', code, later });
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
