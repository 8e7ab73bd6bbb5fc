import { S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { translate, translated } from '../../shared/adapters/fault.ts';
import { PermanentError, TransientError } from '../../shared/errors.ts';

const served = (name: string, httpStatusCode: number) =>
  new S3ServiceException({
    name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    message: 'text',
    $metadata: { httpStatusCode },
  });
const broken = (code: string) => Object.assign(new Error('broken'), { code });
const named = (name: string) => Object.assign(new Error('text'), { name });

describe('translate', () => {
  it.each([
    { fault: served('SlowDown', 503), code: 'slow-down' },
    { fault: served('InternalError', 500), code: 'internal-error' },
    { fault: served('Anything', 502), code: 'anything' },
    { fault: served('ThrottlingException', 400), code: 'throttling' }, // unmodelled: matched by name
    { fault: served('TooManyRequestsException', 429), code: 'too-many-requests' },
    { fault: served('ConditionalRequestConflict', 409), code: 'conditional-request-conflict' },
    { fault: served('RequestTimeout', 400), code: 'request-timeout' },
    { fault: broken('ECONNRESET'), code: 'connection-broken' },
    { fault: broken('ECONNREFUSED'), code: 'connection-broken' },
    { fault: new Error('aborted'), code: 'connection-broken' }, // a body cut short
    { fault: named('AbortError'), code: 'deadline' },
    { fault: named('TimeoutError'), code: 'deadline' },
    { fault: named('CredentialsProviderError'), code: 'credentials-provider-error' },
  ])('$fault.name $fault.code may pass: $code', ({ fault, code }) => {
    const translation = translate('Call', fault);
    expect(translation).toBeInstanceOf(TransientError);
    expect(translation).toMatchObject({ code, cause: fault });
  });

  it.each([
    { fault: served('MessageFrozen', 400), code: 'frozen' },
    { fault: served('MessageRejected', 400), code: 'rejected' },
    { fault: served('InvalidContentLocation', 400), code: 'content-location' },
    { fault: served('AccessDenied', 403), code: 'access-denied' },
    { fault: served('AccessDeniedException', 403), code: 'access-denied' },
    { fault: served('NoSuchBucket', 404), code: 'no-such-bucket' },
  ])('$fault.name will not pass: $code', ({ fault, code }) => {
    const translation = translate('Call', fault);
    expect(translation).toBeInstanceOf(PermanentError);
    expect(translation).toMatchObject({ code, cause: fault });
  });

  it('leaves a bug of ours what it is', () => {
    const bug = new TypeError('x is undefined');
    expect(translate('Call', bug)).toBe(bug);
  });

  it('leaves our own errors as they are', async () => {
    const own = new PermanentError('frozen', 'frozen');
    await expect(translated('Call', async () => Promise.reject(own))).rejects.toBe(own);
  });
});
