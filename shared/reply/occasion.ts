/** What a decision is about: one message, for one mailbox, at one moment. */

import { type Mailbox, parseAddressList } from '../mail/address.ts';
import type { FlowDirection } from '../mail/envelope.ts';
import { fieldsNamed, rawValue } from '../mail/header.ts';
import type { ParsedMessage } from '../mail/message.ts';
import { readSender, type Sender } from './sender.ts';

/** Words of SES for what it found; `UNKNOWN` where it said nothing. */
export type TrustedVerdict = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED' | 'DISABLED' | 'UNKNOWN';

/** What the pipeline holds to be true. Fields of the same meaning in the message cannot improve them. */
export interface TrustedVerdicts {
  readonly spam: TrustedVerdict;
  readonly virus: TrustedVerdict;
  /** Of the reverse-path. */
  readonly spf: TrustedVerdict;
  /** Of the From domain. */
  readonly dmarc: TrustedVerdict;
}

/** What becomes of the message for this mailbox. */
export type Delivery = 'deliver' | 'junk' | 'quarantine' | 'drop' | 'bounce';

export interface Occasion {
  readonly direction: FlowDirection;
  readonly message: ParsedMessage;
  /** As the invocation gives it; null or empty is the null reverse-path. */
  readonly mailFrom: string | null;
  readonly verdicts: TrustedVerdicts;
  readonly delivery: Delivery;
  readonly now: Date;
  /** Those of its In-Reply-To identifiers that name an automatic reply of ours. */
  readonly ownReplies: readonly string[];
}

/** An occasion with what its guards read in common. */
export interface Circumstances extends Occasion {
  readonly sender: Sender;
  /** The addresses of the From field, as compared; empty where there is none that can be read. */
  readonly authors: readonly Pick<Mailbox, 'address' | 'domain' | 'displayName'>[];
}

export function circumstancesOf(occasion: Occasion): Circumstances {
  const { message, mailFrom } = occasion;
  const authors = valuesOf(message, 'from')
    .flatMap((value) => parseAddressList(value))
    .filter(({ address }) => address !== '')
    .map(({ address, domain, displayName }) => ({ address: address.toLowerCase(), domain, displayName }));
  return { ...occasion, sender: readSender(message, mailFrom), authors };
}

/** The values of every field of this name in the top-level header block, unfolded: each occurrence counts. */
export function valuesOf({ bytes, root }: ParsedMessage, name: string): readonly string[] {
  return fieldsNamed(root.header, name).map((field) => rawValue(bytes, field));
}

export function hasField({ root }: ParsedMessage, name: string): boolean {
  return fieldsNamed(root.header, name).length > 0;
}
