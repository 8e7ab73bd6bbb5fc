/**
 * What WorkMail lets a user send, and as whom (facts sheet, section 6; WorkMail Admin Guide, "Amazon WorkMail
 * quotas" and on sending as or on behalf of others).
 *
 * ASSUMED: who is in a group may send as the group; a malformed message and one with an attachment of a type
 * that SES blocks are refused at once.
 */

import type { Directory } from '../directory.ts';
import { blockedExtension } from '../mime/blocked-extensions.ts';
import { filenamesOf, scanMessage } from '../mime/scan.ts';
import { unencodedSize } from '../mime/unencoded-size.ts';
import { readHeaderFacts } from './header-facts.ts';
import type { SubmittedMail } from './mail.ts';

const maxUnencodedBytes = 29 * 1024 * 1024;

/** For whom a user may send beside themself: main address of the user to addresses of others. */
export type Delegates = ReadonlyMap<string, readonly string[]>;

export type Submission =
  | { readonly allowed: true; readonly mail: SubmittedMail }
  | { readonly allowed: false; readonly code: number; readonly why: string };

const refuse = (code: number, why: string): Submission => ({ allowed: false, code, why });

export function maySendAs(user: string, address: string, directory: Directory, delegates: Delegates): boolean {
  return (
    directory.mailboxesOf(address).includes(user) ||
    (delegates.get(user)?.some((one) => one.toLowerCase() === address.toLowerCase()) ?? false)
  );
}

/** `user` is the main address of a mailbox. */
export async function checkSubmission(
  { user, recipients, raw }: Pick<SubmittedMail, 'user' | 'recipients' | 'raw'>,
  directory: Directory,
  delegates: Delegates,
): Promise<Submission> {
  const scan = scanMessage(raw);
  if (!scan.wellFormed) return refuse(554, `5.6.0 The message is malformed: ${scan.fault}`);
  const size = unencodedSize(scan.found);
  if (size > maxUnencodedBytes) {
    return refuse(552, `5.3.4 The message has ${size} bytes without its encoding; ${maxUnencodedBytes} are allowed`);
  }
  for (const part of scan.found) {
    const extension = (await filenamesOf(part)).map(blockedExtension).find((one) => one !== undefined);
    if (extension !== undefined) return refuse(554, `5.7.1 Attachments of type .${extension} are not supported`);
  }
  const { from, sender } = await readHeaderFacts(raw);
  if (!maySendAs(user, from, directory, delegates)) {
    return refuse(554, `5.7.1 ${user} may not send as the author in the field From`);
  }
  const onBehalf = sender !== undefined && sender !== from;
  if (onBehalf && !directory.mailboxesOf(sender).includes(user)) {
    return refuse(554, `5.7.1 ${user} may not stand for another in the field Sender`);
  }
  return { allowed: true, mail: { user, mailFrom: from, recipients, raw, ...(onBehalf && { onBehalfBy: sender }) } };
}
