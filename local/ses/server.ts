/**
 * A local SES v2 with its one call that mailweir makes, SendEmail (facts sheet, section 7).
 *
 * Not here yet: sandbox, quotas and sending rate, configuration sets, suppression, DKIM, the check
 * for blocked attachments. A message taken but not handed on when the program dies stays in the outbox.
 */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readWhole } from '../aws/body.ts';
import { AwsFault } from '../aws/fault.ts';
import { type Answer, jsonAnswer, restJson } from '../aws/protocol.ts';
import {
  type Operation,
  type RunningServer,
  type ServerOptions,
  type ServiceRequest,
  startServer,
  systemClock,
} from '../aws/server.ts';
import { ensureFolder, writeDurably } from '../disk.ts';
import { scanMessage } from '../mime/scan.ts';
import { asSent, sourceOf } from './compose.ts';
import { badRequest, decodeSendEmail } from './request.ts';
import { checkHeader, checkIdentities, maxMessageBytes, recipientsOf } from './rules.ts';

export interface SentMessage {
  /** What SendEmail answers; the Message-ID adds a domain to it. */
  readonly messageId: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly at: Date;
  /** As recipients get it. */
  readonly content: Buffer;
}

export interface SesOptions extends ServerOptions {
  /** The outbox: `<messageId>.eml`, and `<messageId>.json` once it is complete. */
  readonly folder: string;
  /** Domains and addresses that may stand in From. */
  readonly verified: readonly string[];
  /** Hands a message on; the answer does not wait for it. A fault is reported; the message stays in the outbox. */
  readonly onSent?: (sent: SentMessage) => Promise<void>;
}

/** 40 MB as Base64, and the JSON around it. */
const bodyLimitBytes = Math.ceil((maxMessageBytes * 4) / 3) + 1024 * 1024;

export async function startSes(options: SesOptions): Promise<RunningServer> {
  const { folder, verified, region, clock = systemClock, report = console.error } = options;
  const handOvers = new Set<Promise<void>>();
  await ensureFolder(folder);

  const handOver = (sent: SentMessage): void => {
    const work = (async () => options.onSent?.(sent))()
      .catch(report)
      .finally(() => handOvers.delete(work));
    handOvers.add(work);
  };

  const sendEmail = async (request: ServiceRequest): Promise<Answer> => {
    const email = decodeSendEmail(await readWhole(request.body, bodyLimitBytes));
    const source = await sourceOf(email);
    if (source.length > maxMessageBytes) throw badRequest(`Message length is more than ${maxMessageBytes} bytes long`);
    const scan = scanMessage(source);
    if (!scan.wellFormed) throw badRequest(`The message is malformed: ${scan.fault}`);
    const [{ fields, bodyBytes }] = scan.found;
    checkHeader(fields);
    const from = await checkIdentities(email, fields, verified, region);
    const recipients = await recipientsOf(email, fields);

    const messageId = `${randomUUID()}-000000`;
    const at = clock();
    const content = asSent(fields, bodyBytes, `${messageId}@${messageIdDomain(region)}`, at);
    await writeDurably(join(folder, `${messageId}.eml`), content);
    await writeDurably(join(folder, `${messageId}.json`), JSON.stringify({ messageId, from, recipients, at }));
    handOver({ messageId, from, recipients, at, content });
    return jsonAnswer(200, { MessageId: messageId });
  };

  const route = (request: ServiceRequest): Operation => {
    if (request.method !== 'POST' || request.rawPath !== '/v2/email/outbound-emails') {
      throw new AwsFault(404, 'UnknownOperationException', `${request.method} ${request.rawPath} is not implemented`);
    }
    return { target: { operation: 'SendEmail' }, perform: () => sendEmail(request) };
  };

  const server = await startServer({ name: 'ses', protocol: restJson(bodyLimitBytes), route }, { ...options, clock });
  return {
    ...server,
    async close() {
      await server.close();
      await Promise.all(handOvers);
    },
  };
}

const messageIdDomain = (region: string): string =>
  region === 'us-east-1' ? 'email.amazonses.com' : `${region}.amazonses.com`;
