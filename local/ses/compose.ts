/** From a SendEmail request to the bytes that leave: SES's own fields are set, its private ones taken out. */

import { createTransport } from 'nodemailer';
import type { Field } from '../mime/scan.ts';
import { badRequest, type SendEmail, type SimpleContent } from './request.ts';

/** The message as the caller means it. */
export async function sourceOf(request: SendEmail): Promise<Buffer> {
  const { Raw, Simple } = request.Content;
  if (Raw && Simple) throw badRequest('Content must be one of Raw, Simple and Template');
  if (Raw) return Buffer.from(Raw.Data, 'base64');
  if (Simple) return composeSimple(request, Simple);
  throw badRequest('Content.Template is not supported by the local SES server: send Raw or Simple');
}

async function composeSimple(request: SendEmail, content: SimpleContent): Promise<Buffer> {
  if (content.Attachments !== undefined) {
    throw badRequest('Content.Simple.Attachments is not supported by the local SES server: send Raw');
  }
  const { FromEmailAddress, Destination, ReplyToAddresses } = request;
  if (FromEmailAddress === undefined) throw badRequest('FromEmailAddress is missing');
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composer.sendMail({
    from: FromEmailAddress,
    to: Destination?.ToAddresses ?? [],
    cc: Destination?.CcAddresses ?? [],
    replyTo: ReplyToAddresses,
    subject: content.Subject.Data,
    ...(content.Body.Text && { text: content.Body.Text.Data }),
    ...(content.Body.Html && { html: content.Body.Html.Data }),
    headers: content.Headers.map(({ Name, Value }) => ({ key: Name, value: Value })),
  });
  if (!Buffer.isBuffer(message)) throw new Error('nodemailer gave a stream although a Buffer was asked for');
  return message;
}

/** SES Developer Guide, "header fields": set by SES whatever the sender wrote, or not shown to recipients. */
const takenOut = new Set(['date', 'message-id', 'return-path', 'bcc']);

/** The body's bytes are not touched. */
export function asSent(fields: readonly Field[], body: Buffer, messageId: string, at: Date): Buffer {
  const kept = fields
    .filter(({ name }) => !takenOut.has(name))
    .map(({ raw }) => (raw.endsWith('\n') ? raw : `${raw}\r\n`));
  const header = [...kept, `Date: ${at.toUTCString().replace('GMT', '+0000')}\r\n`, `Message-ID: <${messageId}>\r\n`];
  return Buffer.concat([Buffer.from(`${header.join('')}\r\n`, 'latin1'), body]);
}
