/**
 * Mail sent through SES (API v2 Reference, SendEmail), in one attempt.
 *
 * SES has no idempotency token: a retry of the SDK after a lost answer is a second copy. So its client must have
 * `maxAttempts: 1`, and each outcome says whether SES has the message, has it not, or may have it.
 */

import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PermanentError } from '../errors.ts';
import type { Mailer, Sending } from '../ports.ts';
import { refusalOf, translate } from './fault.ts';

export function mailer(client: SESv2Client): Mailer {
  return {
    async send({ from, to, raw, configurationSet, tags = {} }, signal) {
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [...to] },
        Content: { Raw: { Data: raw } },
        ConfigurationSetName: configurationSet,
        ...(Object.keys(tags).length > 0 && {
          EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
        }),
      });
      try {
        const { MessageId } = await client.send(command, { abortSignal: signal });
        return { outcome: 'accepted', messageId: MessageId ?? '' };
      } catch (fault) {
        return sendingFailed(fault);
      }
    },
  };
}

/** Errors of the connection before anything was sent. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'CredentialsProviderError']);

/** What passes: SES's limits, and an account that is paused. A message text is all that tells a quota (facts, section 7). */
const passing = /throttl|toomanyrequests|limitexceeded|sendingpaused|quota exceeded|sending rate exceeded/i;

function sendingFailed(fault: unknown): Sending {
  if (!(fault instanceof Error)) throw fault;
  const { name, message } = fault;
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : name;
  const status = refusalOf(fault)?.status;
  if (status !== undefined && status >= 400 && status < 500) {
    const translated = translate('send mail', fault);
    const kind = translated instanceof PermanentError ? translated.code : 'throttled';
    return { outcome: 'refused', code: kind, later: status === 429 || passing.test(`${name} ${message}`) };
  }
  if (status === undefined && neverSent.has(code)) return { outcome: 'refused', code: 'not-connected', later: true };
  // A bug of ours before the call: nothing was sent, and it must be seen.
  if (status === undefined && fault instanceof TypeError && !('cause' in fault && fault.cause)) throw fault;
  return { outcome: 'uncertain', code: status === undefined ? kebab(code) : `status-${status}` };
}

const kebab = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
