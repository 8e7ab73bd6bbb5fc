/**
 * Mail sent through SES (API v2 Reference, SendEmail), in one attempt.
 *
 * SES has no idempotency token: a retry of the SDK after a lost answer is a second copy. So its client must have
 * `maxAttempts: 1`, and each outcome says whether SES has the message, has it not, or may have it.
 */

import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PermanentError } from '../errors.ts';
import type { Mailer, Refusal, Sending } from '../ports.ts';
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

function sendingFailed(fault: unknown): Sending {
  if (!(fault instanceof Error)) throw fault;
  const { name } = fault;
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : name;
  const status = refusalOf(fault)?.status;
  if (status !== undefined && status >= 400 && status < 500) return refused(fault, status);
  if (status === undefined && neverSent.has(code))
    return { outcome: 'refused', code: 'not-connected', because: 'passing' };
  // A bug of ours before the call: nothing was sent, and it must be seen.
  if (status === undefined && fault instanceof TypeError && !('cause' in fault && fault.cause)) throw fault;
  return { outcome: 'uncertain', code: status === undefined ? kebab(code) : `status-${status}` };
}

/**
 * The names under which SES refuses a message for what is in it; MessageRejected and BadRequestException say other things, too.
 * Any other 4xx is about who asks, or with what: it names no message.
 */
const ofMessages = new Set(['MessageRejected', 'BadRequestException', 'ValidationException']);

/** SES's limits, under whatever name. */
const passingName = /throttl|toomanyrequests|limitexceeded/i;

/**
 * A text is all that tells these (facts sheet, section 7; SES Developer Guide, "Amazon SES email sending errors"). Of several
 * words each: an address that a text names has no space.
 */
const sayings: readonly { readonly says: RegExp; readonly code: string; readonly because: Refusal }[] = [
  { says: /quota exceeded|sending rate exceeded/i, code: 'over-quota', because: 'passing' },
  { says: /is not verified|identit(?:y|ies) [a-z]/i, code: 'not-verified', because: 'account' },
  { says: /configuration set /i, code: 'configuration-set', because: 'account' },
  {
    says: /sending (?:is )?(?:paused|suspended|disabled)|account is (?:paused|suspended|not authorized)/i,
    code: 'sending-paused',
    because: 'account',
  },
];

/** 413 Content Too Large (RFC 9110 §15.5.14): said by what stands in front of SES. */
const tooLarge = 413;

function refused(fault: Error, status: number): Sending {
  const translated = translate('send mail', fault);
  if (!(translated instanceof PermanentError)) return { outcome: 'refused', code: 'throttled', because: 'passing' };
  const { code } = translated;
  const { name } = fault;
  const saying = sayings.find(({ says }) => says.test(ownWords(fault.message)));
  if (passingName.test(name) || saying?.because === 'passing')
    return { outcome: 'refused', code: saying?.code ?? code, because: 'passing' };
  if (status === tooLarge) return { outcome: 'refused', code, because: 'content' };
  if (!ofMessages.has(name)) return { outcome: 'refused', code, because: 'account' };
  return { outcome: 'refused', code: saying?.code ?? code, because: saying?.because ?? 'content' };
}

/**
 * A text up to the first thing that it quotes: `Illegal filename 'paused.exe'` holds a stranger's words, and he would say
 * whether his message is tried again.
 */
const ownWords = (text: string): string => /^[^'"`<(:=]*/.exec(text)?.[0] ?? '';

const kebab = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
