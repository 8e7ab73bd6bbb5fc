import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeliveryRecord } from '../shared/archive/record.ts';
import { PermanentError, TransientError } from '../shared/errors.ts';
import { mailLog } from '../shared/mail-log.ts';
import { decodeEvent } from '../shared/sources/workmail.ts';

// Makes Powertools write by the console that the test watches.
process.env['POWERTOOLS_DEV'] = 'true';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';

const lines: Record<string, unknown>[] = [];
const keep = (line: unknown) => void lines.push(JSON.parse(String(line)) as Record<string, unknown>);

beforeEach(() => {
  lines.length = 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation(keep);
});
afterEach(() => vi.restoreAllMocks());

const transaction = decodeEvent({
  messageId: 'flow-1',
  invocationId: 'invocation-1',
  flowDirection: 'INBOUND',
  subject: 'Secret figures',
  envelope: {
    mailFrom: { address: 'alice.secret@partner.example' },
    recipients: [{ address: 'bob.secret@corp.example' }],
  },
});

const record: DeliveryRecord = {
  schema: 'record/v1',
  deliveryId: 'd'.repeat(64),
  firstSeen: '2026-11-23T09:00:00.000Z',
  recordedAt: '2026-11-23T09:00:01.000Z',
  evidence: { key: 'raw/k', version: 'v', sha256: 'a'.repeat(64), sizeBytes: 1234 },
  policy: { sha256: 'b'.repeat(64), origin: 'previous' },
  model: { sha256: null, origin: 'damaged' },
  judged: 'unjudged',
  why: 'deadline',
  mode: 'enforce',
  findings: [
    {
      filter: 'blocked-attachment',
      reason: 'blocked-extension',
      mode: 'enforce',
      disposition: 'MOVE_TO_JUNK',
      evidence: { extension: 'exe' },
    },
  ],
  defects: [],
  partCount: 2,
  attachmentCount: 1,
  edits: [],
  preflight: [],
  source: 'workmail',
  direction: 'INBOUND',
  dedupeKey: 'invocation-1',
  flowMessageId: 'flow-1',
  organisation: 'm-1',
  envelope: transaction.envelope,
  retention: { mode: 'GOVERNANCE', until: '2026-12-23T09:00:00.000Z' },
  writeBack: { refused: 'frozen' },
  answer: { recipients: [], rest: { disposition: 'MOVE_TO_JUNK' }, downgrades: [] },
};

function aMessage() {
  const log = mailLog('inbound');
  log.begin('request-1');
  log.received(transaction);
  log.decided({ answer: record.answer, record, attempt: 'first' }, 250);
  log.publish();
}

describe('mailLog', () => {
  it('says what came and what was decided, by codes, counts, sizes and domains', () => {
    aMessage();
    expect(lines.find(({ message }) => message === 'received')).toMatchObject({
      recipients: 1,
      reversePathDomain: 'partner.example',
    });
    expect(lines.find(({ message }) => message === 'decided')).toMatchObject({
      flowMessageId: 'flow-1',
      invocationId: 'invocation-1',
      flowDirection: 'INBOUND',
      findings: ['blocked-attachment/blocked-extension'],
      writeBack: { refused: 'frozen' },
      dispositions: ['MOVE_TO_JUNK'],
      ms: 250,
    });
  });

  it('says no local part, no subject', () => {
    aMessage();
    expect(JSON.stringify(lines)).not.toMatch(/secret/i);
  });

  it('counts what an alarm waits for', () => {
    aMessage();
    const metrics = Object.assign({}, ...lines.filter((line) => '_aws' in line)) as Record<string, unknown>;
    expect(metrics).toMatchObject({
      unjudged: 1,
      writeBackRefused: 1,
      policyNotCurrent: 1,
      modelUnread: 1,
      received: 1,
      decided: 1,
    });
  });

  it('keeps nothing of one message for the next', () => {
    const log = mailLog('inbound');
    log.begin('request-1');
    log.received(transaction);
    log.begin('request-2');
    log.failed(new PermanentError('malformed-event', 'no id'), { disposition: 'DEFAULT' });
    log.publish();
    const failed = lines.find(({ message }) => message === 'failed');
    expect(failed).toMatchObject({ requestId: 'request-2', code: 'malformed-event', answered: 'DEFAULT' });
    expect(failed).not.toHaveProperty('flowMessageId');
  });

  it.each([
    { fault: new TransientError('slow-down', 'SlowDown'), metric: 'transientError', shown: 'SlowDown' },
    { fault: new PermanentError('frozen', 'MessageFrozen'), metric: 'permanentError', shown: 'MessageFrozen' },
    { fault: new TypeError('Secret figures'), metric: 'permanentError', shown: 'TypeError' },
  ])('tells $fault.name without quoting mail', ({ fault, metric, shown }) => {
    const log = mailLog('inbound');
    log.begin('r');
    log.failed(fault, null);
    log.publish();
    expect(JSON.stringify(lines)).toContain(shown);
    expect(JSON.stringify(lines)).not.toContain('Secret');
    expect(Object.assign({}, ...lines) as object).toHaveProperty(metric, 1);
  });
});
