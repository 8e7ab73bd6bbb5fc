/** Mail objects for tests: say what matters, the rest is ordinary mail. */

import type { MailObject, Organisation } from '../shared/filters/filter.ts';
import { unknownRelation } from '../shared/filters/relation.ts';
import { type Authentication, noAuthentication } from '../shared/mail/authentication.ts';
import type { Envelope } from '../shared/mail/envelope.ts';
import type { ParsedMessage } from '../shared/mail/message.ts';
import { parseMessage } from '../shared/mail/parse.ts';

export interface MailTraits {
  /** Values of From fields; one address in an example domain unless given. */
  readonly from?: readonly string[];
  readonly subject?: string;
  /** File names, or names with content. */
  readonly attachments?: readonly (string | { readonly name: string; readonly content: Uint8Array })[];
  /** The whole message instead of the three above. */
  readonly raw?: string | Buffer;
  readonly direction?: MailObject['direction'];
  readonly envelope?: Partial<Envelope>;
  readonly authentication?: Partial<Authentication>;
  readonly organisation?: Partial<Organisation>;
  readonly relation?: Partial<MailObject['relation']>;
  readonly organisationModel?: MailObject['organisationModel'];
}

export function aMailObject(traits: MailTraits = {}): MailObject {
  return {
    envelope: {
      reversePath: 'ann@sender.example',
      recipients: ['bob@corp.example'],
      complete: true,
      ...traits.envelope,
    },
    direction: traits.direction ?? 'INBOUND',
    message: aMessage(traits),
    authentication: traits.authentication ? { ...fromSes, ...traits.authentication } : noAuthentication,
    organisation: { ...anOrganisation, ...traits.organisation },
    relation: { ...unknownRelation, ...traits.relation },
    organisationModel: traits.organisationModel ?? null,
  };
}

/** What SES writes about mail it has nothing to say against and nothing in favour of. */
const fromSes: Authentication = { ...noAuthentication, origin: 'ses-block', spam: 'PASS', virus: 'PASS' };

export const anOrganisation: Organisation = {
  domains: ['corp.example'],
  directory: { people: [], groups: [], partners: [] },
  lists: { allow: [], block: [] },
  mailboxLists: {},
};

export function aMessage({ raw, ...traits }: MailTraits = {}): ParsedMessage {
  const text = raw ?? rawMessage(traits);
  return parseMessage(typeof text === 'string' ? Buffer.from(text) : text);
}

export function rawMessage({ from, subject, attachments = [] }: MailTraits = {}): string {
  const top = [
    ...(from ?? ['Ann <ann@sender.example>']).map((value) => `From: ${value}`),
    'To: bob@corp.example',
    `Subject: ${subject ?? 'Figures'}`,
    'MIME-Version: 1.0',
  ];
  if (attachments.length === 0) return crlf(...top, '', 'See above.', '');
  return crlf(
    ...top,
    'Content-Type: multipart/mixed; boundary=b1',
    '',
    '--b1',
    '',
    'See below.',
    ...attachments.flatMap((attachment) => attachmentLines(attachment)),
    '--b1--',
    '',
  );
}

function attachmentLines(attachment: NonNullable<MailTraits['attachments']>[number]): readonly string[] {
  const { name, content } =
    typeof attachment === 'string' ? { name: attachment, content: Buffer.from('x') } : attachment;
  return [
    '--b1',
    'Content-Type: application/octet-stream',
    `Content-Disposition: attachment; ${filenameParameter(name)}`,
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
  ];
}

/** RFC 2231 §4: any name at all can be written so. */
function filenameParameter(name: string): string {
  const octets = [...Buffer.from(name)].map((octet) => `%${octet.toString(16).padStart(2, '0')}`);
  return `filename*=utf-8''${octets.join('')}`;
}

export function crlf(...lines: readonly string[]): string {
  return lines.join('\r\n');
}
