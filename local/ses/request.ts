/** The body of SendEmail (SES API v2 Reference), as far as it is served here. */

import * as v from 'valibot';
import { AwsFault } from '../aws/fault.ts';

const Addresses = v.optional(v.array(v.string()), []);
const Text = v.object({ Data: v.string() });

const Simple = v.object({
  Subject: Text,
  Body: v.object({ Text: v.exactOptional(Text), Html: v.exactOptional(Text) }),
  Headers: v.optional(v.array(v.object({ Name: v.string(), Value: v.string() })), []),
  Attachments: v.exactOptional(v.unknown()),
});

const SendEmail = v.object({
  FromEmailAddress: v.exactOptional(v.string()),
  ReplyToAddresses: Addresses,
  FeedbackForwardingEmailAddress: v.exactOptional(v.string()),
  Destination: v.exactOptional(v.object({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses })),
  Content: v.object({
    Raw: v.exactOptional(v.object({ Data: v.string() })),
    Simple: v.exactOptional(Simple),
    Template: v.exactOptional(v.unknown()),
  }),
});

export type SendEmail = v.InferOutput<typeof SendEmail>;
export type SimpleContent = v.InferOutput<typeof Simple>;

export function decodeSendEmail(bytes: Buffer): SendEmail {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new AwsFault(400, 'SerializationException', 'The body is not JSON');
    throw cause;
  }
  const decoded = v.safeParse(SendEmail, json);
  if (decoded.success) return decoded.output;
  const [issue] = decoded.issues;
  throw badRequest(`${v.getDotPath(issue) ?? 'The request'} is not valid: ${issue.message}`);
}

export const badRequest = (message: string): AwsFault => new AwsFault(400, 'BadRequestException', message);
