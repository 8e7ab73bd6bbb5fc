/** An organisation for the page whose every text is the test's own. */

import type { FlowStep } from '../../../local/flow/flow-step.ts';
import type { FaultToPlant, MailToSend, MessageSummary, PageSource, Topic } from '../../../local/page/source.ts';
import type { DeliveryRecord } from '../../../shared/archive/record.ts';
import type { Mark } from '../../../shared/followers/mark.ts';

export interface TestSource extends PageSource {
  readonly sent: MailToSend[];
  readonly planted: FaultToPlant[];
  readonly moved: number[];
  tell(topic: Topic): void;
}

export const id = '0f0e0d0c-0000-4000-8000-000000000001';
const at = '2026-11-23T09:00:00.000Z';

/** `text` stands wherever a mail, a function or a bucket could put a text of its own. */
export function aSource(text: string, options: Partial<PageSource> = {}): TestSource {
  const listeners = new Set<(topic: Topic) => void>();
  const [sent, planted, moved]: [MailToSend[], FaultToPlant[], number[]] = [[], [], []];
  const call = {
    service: text,
    operation: text,
    principal: text,
    bucket: text,
    key: text,
    at: new Date(at),
    status: 500,
    code: text,
  };
  const summary = aSummary(text);
  const raw = aMailWith(text);
  const stored = { name: text, from: text, subject: text, at, sizeBytes: 1 };
  return {
    sent,
    planted,
    moved,
    tell: (topic) => listeners.forEach((listener) => listener(topic)),
    facts: { id: text, region: text, domains: [text], mailboxes: [text], smtp: { host: text, port: 25 } },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    messages: async () => [summary],
    message: async (asked) =>
      asked === id
        ? {
            summary,
            steps: steps(text),
            record: aRecord(text),
            followed: [
              { follower: 'retain', mark: aMark('retain', text, { class: text, mode: text, until: text }) },
              {
                follower: 'reply',
                mark: aMark('reply', text, {
                  replies: [{ responder: text, outcome: text, reasons: [text], code: text }],
                }),
              },
            ],
            calls: [call],
            original: raw,
            delivered: Buffer.concat([raw, Buffer.from(text)]),
          }
        : undefined,
    mail: async () => raw,
    mailboxes: async () => [{ address: text, inbox: 1, junk: 0 }],
    mailbox: async () => [stored],
    outbox: async () => [{ ...stored, box: text, recipients: [text, text], state: text }],
    buckets: {
      list: () => [{ name: text, versioned: true, objectLock: true, lifecycleRules: 1 }],
      objects: async () => ({ objects: [{ key: text, sizeBytes: 1, modified: new Date(at) }], next: text }),
      object: async () => [
        {
          version: text,
          latest: true,
          deleteMarker: false,
          modified: new Date(at),
          sizeBytes: 1,
          lock: { mode: text, until: new Date(at) },
          legalHold: true,
        },
      ],
      read: async () => Buffer.from(text),
    },
    functions: async () => [
      {
        name: 'inbound',
        handler: text,
        memorySizeMb: 1,
        timeoutMs: 1,
        environment: { [text]: text },
        invocations: [
          { requestId: text, at: new Date(at), cold: true, ms: 1, cpuSeconds: 1, peakRssMb: 1, error: text },
        ],
        log: [text],
        calls: [call],
      },
    ],
    send: async (mail) => {
      sent.push(mail);
      return id;
    },
    clock: { now: () => new Date(at), offsetMs: 0, advance: (ms) => void moved.push(ms) },
    faults: {
      kinds: [{ name: text, what: text }],
      planted: () => [{ id: 1, text, struck: 0, spent: false }],
      plant: (fault) => void planted.push(fault),
      clear: () => undefined,
    },
    queues: {
      list: async () => [
        {
          name: text,
          waiting: 1,
          inFlight: 1,
          delayed: 1,
          messages: [{ id: text, sentAt: new Date(at), receiveCount: 1, body: text }],
          deadLetterQueue: text,
        },
      ],
    },
    refusals: { list: () => [{ at: new Date(at), principal: text, action: text, resource: text, remedy: text }] },
    ...options,
  };
}

export const aSummary = (text: string, more: Partial<MessageSummary> = {}): MessageSummary => ({
  id,
  receivedAt: at,
  direction: 'INBOUND',
  mailFrom: text,
  recipients: [text, text],
  subject: text,
  sizeBytes: 1,
  state: 'done',
  explanations: [{ recipient: text, what: text, why: text }],
  outcomes: [text],
  reasons: [text],
  ...more,
});

function aMailWith(text: string): Buffer {
  const encoded = `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const base64 = Buffer.from(text).toString('base64');
  const part = (type: string, more = ''): string =>
    `--b\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64${more}\r\n\r\n${base64}\r\n`;
  const attachment = `\r\nContent-Disposition: attachment; filename*=utf-8''${encodeURIComponent(text.toWellFormed())}`;
  return Buffer.from(
    `From: ${encoded} <pat@partner.example>\r\nSubject: ${encoded}\r\nX-Field: ${encoded}\r\nMIME-Version: 1.0\r\n` +
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${part('text/plain')}${part('application/x-file', attachment)}--b--\r\n`,
  );
}

const steps = (text: string): readonly FlowStep[] => [
  {
    step: 'received',
    at,
    origin: 'outside',
    mailFrom: text,
    recipients: [text],
    from: text,
    subject: text,
    messageId: text,
    sizeBytes: 1,
    spam: text,
    virus: text,
    spf: text,
    dkim: text,
    dmarc: text,
  },
  {
    step: 'submitted',
    at,
    user: text,
    redirected: false,
    mailFrom: text,
    recipients: [text],
    from: text,
    subject: text,
    messageId: text,
    sizeBytes: 1,
  },
  { step: 'dmarc-applied', at, policy: 'reject', recipients: [text] },
  { step: 'rule-chosen', at, rule: text, action: text, functionName: text, recipients: [text] },
  { step: 'invoked', at, attempt: 2, invocationId: text },
  { step: 'failed', at, attempt: 1, why: 'error', detail: text },
  { step: 'waiting', at, ms: 1000 },
  { step: 'answered', at, attempt: 2, ms: 1, answer: { [text]: text } },
  {
    step: 'decided',
    at,
    by: 'answer',
    assignments: [{ recipient: text, type: 'BOUNCE', bounceMessage: text, by: 'named' }],
    changed: true,
  },
  { step: 'invoked-async', at, rule: text, functionName: text, invocationId: text, problem: text },
  { step: 'delivered', at, recipient: text, mailbox: `${text}2`, folder: 'inbox', file: `/mail/${text}` },
  { step: 'dropped', at, recipient: text },
  { step: 'bounced', at, recipient: text, file: null, reason: text, status: '5.7.1' },
  { step: 'no-mailbox', at, recipient: text },
  { step: 'sent', at, recipient: text, file: text, messageId: text, gateway: text },
  { step: 'handed-over', at, recipient: text, id, messageId: text },
  { step: 'redirected', at, mailbox: text, to: text, id },
  { step: 'journaled', at, address: text, file: null },
  { step: 'done', at },
];

const aRecord = (text: string): DeliveryRecord => ({
  schema: 'record/v1',
  deliveryId: text,
  firstSeen: at,
  evidence: { key: text, version: text, sha256: text, sizeBytes: 1 },
  policy: { sha256: text, origin: text },
  judged: 'judged',
  mode: 'enforce',
  findings: [
    { filter: text, reason: text, mode: 'shadow', disposition: text, evidence: { [text]: text }, recipients: [text] },
  ],
  defects: [text],
  partCount: 1,
  attachmentCount: 1,
  edits: [{ kind: text, outcome: text, reason: text }],
  preflight: [],
  source: text,
  direction: 'INBOUND',
  dedupeKey: text,
  flowMessageId: id,
  organisation: text,
  envelope: { reversePath: null, recipients: [], complete: true },
  retention: { mode: text, until: at },
  writeBack: { refused: text },
  answer: { recipients: [], rest: { disposition: 'DEFAULT' }, downgrades: [] },
  recordedAt: at,
});

function aMark(follower: string, text: string, detail: Readonly<Record<string, unknown>>): Mark {
  return { schema: 'mark/v1', follower, deliveryId: text, outcome: text, detail, markedAt: at };
}
