import { describe, expect, it } from 'vitest';
import { loadConfig, loadReconcileConfig } from '../shared/config.ts';

const environment = {
  ORGANIZATION_ID: `m-${'0123456789abcdef'.repeat(2)}`,
  STAGE: 'prod',
  EVIDENCE_BUCKET: 'mailweir-evidence',
  EXCHANGE_BUCKET: 'mailweir-exchange',
  STATE_BUCKET: 'mailweir-state',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  ON_PERMANENT_ERROR: 'MOVE_TO_JUNK',
};

describe('loadConfig', () => {
  it('reads the environment and leaves the rest of it alone', () => {
    expect(loadConfig({ ...environment, PATH: '/bin' })).toMatchObject({
      stage: 'prod',
      onPermanentError: 'MOVE_TO_JUNK',
    });
  });

  it.each([
    ['ORGANIZATION_ID', undefined],
    ['ORGANIZATION_ID', 'm-123'],
    ['STAGE', 'Production!'],
    ['EVIDENCE_BUCKET', 'with.dot'],
    ['EXCHANGE_BUCKET', ''],
    ['STATE_BUCKET', 'UPPER'],
    ['ON_PERMANENT_ERROR', 'DROP'], // nothing may be lost because we failed
  ])('stops at %s = %j and names it', (name, value) => {
    expect(() => loadConfig({ ...environment, [name]: value })).toThrow(
      new RegExp(`${name} is ${JSON.stringify(value)}.*serverless\\.yml`),
    );
  });

  it('reads what reconcile needs', () => {
    const own = {
      ...environment,
      EVENT_LOG_GROUP: '/aws/workmail/emailevents/corp',
      RULE_TIMEOUT_MINUTES: '60',
      CANARY_ADDRESS: 'off',
    };
    expect(loadReconcileConfig(own)).toMatchObject({
      eventLogGroup: own.EVENT_LOG_GROUP,
      ruleTimeoutMs: 3_600_000,
      canaryAddress: null,
    });
    expect(loadReconcileConfig({ ...own, CANARY_ADDRESS: 'a.b+c@corp.example' }).canaryAddress).toBe(
      'a.b+c@corp.example',
    );
    expect(loadReconcileConfig({ ...own, EVENT_LOG_GROUP: 'none' })).toMatchObject({ eventLogGroup: null });
    expect(() => loadReconcileConfig({ ...own, EVENT_LOG_GROUP: 'a b' })).toThrow('EVENT_LOG_GROUP is "a b"');
    expect(() => loadReconcileConfig({ ...own, CANARY_ADDRESS: 'a@b\r\nBcc: c@d' })).toThrow('CANARY_ADDRESS');
    expect(() => loadReconcileConfig({ ...own, RULE_TIMEOUT_MINUTES: '4 h' })).toThrow('RULE_TIMEOUT_MINUTES');
  });

  it('names every wrong variable at once', () => {
    expect(() => loadConfig({})).toThrow(/ORGANIZATION_ID.*STAGE.*EVIDENCE_BUCKET.*STATE_BUCKET.*EXCHANGE_BUCKET/);
  });
});
