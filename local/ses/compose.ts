/** From the content of a SendEmail request to the MIME source that its sender means. */

import { createTransport } from 'nodemailer';
import type { Attachment } from 'nodemailer/lib/mailer';
import { badRequest, type SendEmail, type SimpleAttachment, type SimpleContent, type SimpleText } from './request.ts';

/** The message as the caller means it. */
export async function sourceOf(request: SendEmail): Promise<Buffer> {
  const { Raw, Simple, Template } = request.Content;
  const given = [Raw, Simple, Template].filter((content) => content !== undefined);
  if (given.length > 1) throw badRequest('Content must be one of Raw, Simple and Template');
  if (Raw) return Buffer.from(Raw.Data, 'base64');
  if (Simple) return composeSimple(request, Simple);
  if (Template === undefined) throw badRequest('Content must be one of Raw, Simple and Template');
  throw badRequest('Content.Template is not supported by the local SES server: send Raw or Simple');
}

/** SES Developer Guide, "header fields": SES sets these of a Simple message itself. */
const ownFields = new Set(
  ['bcc cc content-disposition content-type date from message-id mime-version reply-to return-path subject to'].flatMap(
    (names) => names.split(' '),
  ),
);
const maxHeaders = 15;
/** Of name and value together. */
const maxHeaderLength = 996;

function checkHeaders(headers: SimpleContent['Headers']): void {
  // SES API v2 Reference, MessageHeader and Message.
  if (headers.length > maxHeaders) throw badRequest(`Headers has more than ${maxHeaders} entries.`);
  for (const { Name, Value } of headers) {
    if (!/^[!-9;-~]{1,126}$/.test(Name)) throw badRequest(`Invalid header name ${JSON.stringify(Name)}.`);
    if (!/^[ -~]+$/.test(Value) || Name.length + Value.length > maxHeaderLength) {
      throw badRequest(`Invalid value of header '${Name}'.`);
    }
    if (ownFields.has(Name.toLowerCase()))
      throw badRequest(`Header '${Name}' is set by SES and not allowed in Headers.`);
  }
}

async function composeSimple(request: SendEmail, content: SimpleContent): Promise<Buffer> {
  const { FromEmailAddress, Destination, ReplyToAddresses } = request;
  const { Text, Html } = content.Body;
  if (FromEmailAddress === undefined) throw badRequest('FromEmailAddress is missing');
  if (!Text && !Html) throw badRequest('Content.Simple.Body has neither Text nor Html');
  checkHeaders(content.Headers);
  if (content.Subject.Data.search(/[\r\n]/) >= 0) throw badRequest('The subject has a line end.');
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composer.sendMail({
    from: FromEmailAddress,
    to: Destination?.ToAddresses ?? [],
    cc: Destination?.CcAddresses ?? [],
    replyTo: ReplyToAddresses,
    subject: textIn(content.Subject, 'Subject'),
    ...(Text && { text: textIn(Text, 'Body.Text') }),
    ...(Html && { html: textIn(Html, 'Body.Html') }),
    headers: content.Headers.map(({ Name, Value }) => ({ key: Name, value: Value })),
    attachments: content.Attachments.map(attachment),
    // Nothing in a request may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  if (!Buffer.isBuffer(message)) throw new Error('nodemailer gave a stream although a Buffer was asked for');
  return message;
}

/**
 * SES API v2 Reference, Content: 7-bit ASCII unless a charset is named. ASSUMED: what does not fit is refused. All
 * text leaves here as UTF-8, where SES keeps the charset.
 */
function textIn({ Data, Charset }: SimpleText, where: string): string {
  const limit = highestCodePoint(Charset);
  if (limit === undefined) throw badRequest(`Content.Simple.${where}.Charset ${JSON.stringify(Charset)} is not known`);
  for (const character of Data) {
    if ((character.codePointAt(0) ?? 0) > limit) {
      throw badRequest(`Content.Simple.${where} has characters outside its Charset: name another, such as UTF-8.`);
    }
  }
  return Data;
}

/** Undefined: there is no such charset. Of all but the smallest the repertoire is not looked at. */
function highestCodePoint(charset: string | undefined): number | undefined {
  const name = charset?.toLowerCase() ?? 'us-ascii';
  if (['us-ascii', 'ascii', '7bit'].includes(name)) return 0x7f;
  if (name === 'iso-8859-1') return 0xff;
  try {
    return new TextDecoder(name).encoding === 'x-user-defined' ? undefined : 0x10ffff;
  } catch (fault) {
    if (fault instanceof RangeError) return undefined;
    throw fault;
  }
}

const encodings = { BASE64: 'base64', QUOTED_PRINTABLE: 'quoted-printable', SEVEN_BIT: '7bit' } as const;

function attachment(given: SimpleAttachment): Attachment {
  const { ContentType, ContentId, ContentDescription, ContentTransferEncoding } = given;
  return {
    filename: given.FileName,
    content: Buffer.from(given.RawContent, 'base64'),
    contentDisposition: given.ContentDisposition === 'INLINE' ? 'inline' : 'attachment',
    ...(ContentType !== undefined && { contentType: ContentType }),
    ...(ContentId !== undefined && { cid: ContentId }),
    ...(ContentTransferEncoding !== undefined && { contentTransferEncoding: encodings[ContentTransferEncoding] }),
    ...(ContentDescription !== undefined && { headers: { 'Content-Description': ContentDescription } }),
  };
}
