/** The body of SendEmail (SES API v2 Reference), as far as it is served here; the rest is refused by name. */

import * as v from 'valibot';
import { AwsFault } from '../aws/fault.ts';
import { decodeJsonBody } from '../aws/json-body.ts';

const Addresses = v.optional(v.array(v.string()), []);
const Text = v.object({ Data: v.string(), Charset: v.exactOptional(v.string()) });

const Attachment = v.object({
  RawContent: v.string(),
  FileName: v.string(),
  ContentDisposition: v.exactOptional(v.picklist(['ATTACHMENT', 'INLINE'])),
  ContentDescription: v.exactOptional(v.string()),
  ContentId: v.exactOptional(v.string()),
  ContentTransferEncoding: v.exactOptional(v.picklist(['BASE64', 'QUOTED_PRINTABLE', 'SEVEN_BIT'])),
  ContentType: v.exactOptional(v.string()),
});

const Simple = v.object({
  Subject: Text,
  Body: v.object({ Text: v.exactOptional(Text), Html: v.exactOptional(Text) }),
  Headers: v.optional(v.array(v.object({ Name: v.string(), Value: v.string() })), []),
  Attachments: v.optional(v.array(Attachment), []),
});

const Tag = v.object({ Name: v.string(), Value: v.string() });

const SendEmail = v.object({
  FromEmailAddress: v.exactOptional(v.string()),
  FromEmailAddressIdentityArn: v.exactOptional(v.string()),
  ReplyToAddresses: Addresses,
  FeedbackForwardingEmailAddress: v.exactOptional(v.string()),
  FeedbackForwardingEmailAddressIdentityArn: v.exactOptional(v.string()),
  Destination: v.exactOptional(v.object({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses })),
  Content: v.object({
    Raw: v.exactOptional(v.object({ Data: v.string() })),
    Simple: v.exactOptional(Simple),
    Template: v.exactOptional(v.unknown()),
  }),
  EmailTags: v.optional(v.array(Tag), []),
  ConfigurationSetName: v.exactOptional(v.string()),
  ListManagementOptions: v.exactOptional(v.unknown()),
  EndpointId: v.exactOptional(v.unknown()),
  TenantName: v.exactOptional(v.unknown()),
  ConfigurationOverrides: v.exactOptional(v.unknown()),
});

export type SendEmail = v.InferOutput<typeof SendEmail>;
export type SimpleContent = v.InferOutput<typeof Simple>;
export type SimpleAttachment = v.InferOutput<typeof Attachment>;
export type SimpleText = v.InferOutput<typeof Text>;

/** Known to SES and not served here. */
const unsupported = ['ListManagementOptions', 'EndpointId', 'TenantName', 'ConfigurationOverrides'] as const;

export function decodeSendEmail(bytes: Buffer): SendEmail {
  const request = decodeJsonBody(bytes, SendEmail, (path, message) =>
    badRequest(`${path ?? 'The request'} is not valid: ${message}`),
  );
  for (const key of unsupported) {
    if (request[key] !== undefined) throw badRequest(`${key} is not supported by the local SES server`);
  }
  return request;
}

export const badRequest = (message: string): AwsFault => new AwsFault(400, 'BadRequestException', message);
