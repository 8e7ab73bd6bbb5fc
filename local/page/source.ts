/**
 * What the page needs to know of an organisation. The optional nouns are shown where the organisation has them.
 */

import type { DeliveryRecord } from '../../shared/archive/record.ts';
import type { Mark } from '../../shared/followers/mark.ts';
import type { FollowerName } from '../../shared/followers/names.ts';
import type { LoggedCall } from '../aws/calls.ts';
import type { Explanation } from '../explain.ts';
import type { FlowStep } from '../flow/flow-step.ts';
import type { MailFolder } from '../maildir.ts';

/** What a listener is told has changed; a view names those it shows. */
export type Topic = 'messages' | 'functions' | 'buckets' | 'clock' | 'faults';

export interface PageSource {
  readonly facts: OrganisationFacts;
  /** Returns what ends it. */
  subscribe(listener: (topic: Topic) => void): () => void;
  /** Newest first. */
  messages(): Promise<readonly MessageSummary[]>;
  message(id: string): Promise<MessageWay | undefined>;
  mail(reference: MailReference): Promise<Buffer | undefined>;
  mailboxes(): Promise<readonly MailboxSummary[]>;
  /** Newest first; undefined where there is no such mailbox. */
  mailbox(address: string, folder: MailFolder): Promise<readonly StoredMailSummary[] | undefined>;
  /** Newest first. */
  outbox(): Promise<readonly OutboxMail[]>;
  readonly buckets: BucketSource;
  functions(): Promise<readonly FunctionSummary[]>;
  /** Sends by SMTP; the message's id. Rejects with the reason where SMTP refuses. */
  send(mail: MailToSend): Promise<string>;
  readonly clock?: ClockSource;
  readonly faults?: FaultSource;
  readonly queues?: { list(): Promise<readonly QueueSummary[]> };
  readonly refusals?: { list(): readonly RefusedCall[] };
}

export interface OrganisationFacts {
  readonly id: string;
  readonly region: string;
  readonly domains: readonly string[];
  readonly mailboxes: readonly string[];
  readonly smtp: { readonly host: string; readonly port: number };
}

export interface MailToSend {
  readonly from: string | null;
  readonly to: readonly string[];
  readonly raw: Buffer;
}

export interface MessageSummary {
  readonly id: string;
  readonly receivedAt: string;
  readonly direction: string;
  /** Null on notifications. */
  readonly mailFrom: string | null;
  readonly recipients: readonly string[];
  /** Decoded, of any length. */
  readonly subject: string;
  readonly sizeBytes: number;
  readonly state: 'done' | 'under-way';
  /** For each recipient, in words. */
  readonly explanations: readonly Explanation[];
  /** Where it went: `inbox`, `junk`, `dropped`, `bounced` …, each once. */
  readonly outcomes: readonly string[];
  /** `filter: reason`, of what was found. */
  readonly reasons: readonly string[];
}

export interface MessageWay {
  readonly summary: MessageSummary;
  readonly steps: readonly FlowStep[];
  readonly record: DeliveryRecord | undefined;
  /** One for each follower; none where there is no record. */
  readonly followed: readonly FollowedBy[];
  /** Those that name the message, in the order they came. */
  readonly calls: readonly Readonly<LoggedCall>[];
  readonly original: Buffer | undefined;
  /** Undefined where nothing was delivered or it is no longer there. */
  readonly delivered: Buffer | undefined;
}

/** Without a mark it has not done its work yet. */
export interface FollowedBy {
  readonly follower: FollowerName;
  readonly mark: Mark | undefined;
}

/** A mail that the page can open. */
export type MailReference =
  | { readonly of: 'message'; readonly id: string; readonly which: 'original' | 'delivered' }
  | { readonly of: 'mailbox'; readonly address: string; readonly folder: MailFolder; readonly name: string }
  | { readonly of: 'outbox'; readonly box: string; readonly name: string };

export interface MailboxSummary {
  readonly address: string;
  readonly inbox: number;
  readonly junk: number;
}

export interface StoredMailSummary {
  readonly name: string;
  readonly from: string;
  readonly subject: string;
  readonly at: string | undefined;
  readonly sizeBytes: number;
}

export interface OutboxMail extends StoredMailSummary {
  /** `bounces`, `ses` …: which server put it there. */
  readonly box: string;
  readonly recipients: readonly string[];
  readonly state: string | undefined;
}

export interface BucketSource {
  list(): readonly BucketSummary[];
  /** Keys from the first after `after`. */
  objects(bucket: string, options: { prefix: string; after: string | undefined }): Promise<ObjectPage | undefined>;
  object(bucket: string, key: string): Promise<readonly ObjectVersion[]>;
  /** The content; undefined where there is no such version. */
  read(bucket: string, key: string, version: string | undefined): Promise<Buffer | undefined>;
}

export interface BucketSummary {
  readonly name: string;
  readonly versioned: boolean;
  readonly objectLock: boolean;
  /** How many lifecycle rules it has. */
  readonly lifecycleRules: number;
}

export interface ObjectPage {
  readonly objects: readonly { readonly key: string; readonly sizeBytes: number; readonly modified: Date }[];
  /** Where the next page begins. */
  readonly next: string | undefined;
}

export interface ObjectVersion {
  readonly version: string;
  readonly latest: boolean;
  readonly deleteMarker: boolean;
  readonly modified: Date;
  readonly sizeBytes: number;
  readonly lock: { readonly mode: string; readonly until: Date } | undefined;
  readonly legalHold: boolean;
}

export interface FunctionSummary {
  readonly name: string;
  readonly handler: string;
  readonly memorySizeMb: number;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Newest first. */
  readonly invocations: readonly InvocationSummary[];
  /** The last lines it printed. */
  readonly log: readonly string[];
  /** The calls its key made, newest first. */
  readonly calls: readonly Readonly<LoggedCall>[];
}

export interface InvocationSummary {
  readonly requestId: string;
  readonly at: Date;
  readonly cold: boolean;
  readonly ms: number;
  readonly cpuSeconds: number | undefined;
  readonly peakRssMb: number | undefined;
  /** Undefined where it answered. */
  readonly error: string | undefined;
}

export interface ClockSource {
  now(): Date;
  readonly offsetMs: number;
  advance(ms: number): void;
}

export interface FaultSource {
  /** All there are, by name. */
  readonly kinds: readonly { readonly name: string; readonly what: string }[];
  planted(): readonly PlantedSummary[];
  /** What is wrong with it, in words; undefined where it is planted. */
  plant(fault: FaultToPlant): string | undefined;
  clear(id: number): void;
}

export interface PlantedSummary {
  readonly id: number;
  readonly text: string;
  readonly struck: number;
  /** It strikes no more. */
  readonly spent: boolean;
}

export interface FaultToPlant {
  readonly name: string;
  readonly service: string | undefined;
  readonly operation: string | undefined;
  /** Undefined: it strikes once. */
  readonly rate: number | undefined;
  readonly seed: number | undefined;
}

export interface QueueSummary {
  readonly name: string;
  readonly waiting: number;
  readonly inFlight: number;
  /** Sent with a delay that is not over. */
  readonly delayed: number;
  readonly deadLetterQueue: string | undefined;
  /** The first of those in it. */
  readonly messages: readonly {
    readonly id: string;
    readonly sentAt: Date;
    readonly receiveCount: number;
    readonly body: string;
  }[];
}

/** A call that permissions did not allow. */
export interface RefusedCall {
  readonly at: Date;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** What would have allowed it. */
  readonly remedy: string;
}
