import { describe, expect, it } from 'vitest';
import { readDeployment } from '../../local/template.ts';
import { loadConfig } from '../../shared/config.ts';

const organizationId = `m-${'0'.repeat(32)}`;
const values = { stage: 'local', region: 'us-east-1', accountId: '123456789012', params: { organizationId } };

describe('serverless.yml', () => {
  it('gives the function what it needs to start', async () => {
    const { inbound, buckets } = await readDeployment(values);
    expect(inbound).toMatchObject({ name: 'mailweir-local-inbound', handler: 'inbound.handler' });
    expect(inbound.timeoutMs).toBeLessThan(15_000);
    expect(loadConfig({ ...inbound.environment, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024' })).toMatchObject({
      organisation: organizationId,
      stage: 'local',
      evidenceBucket: buckets.evidence.name,
      exchangeBucket: buckets.exchange.name,
      stateBucket: buckets.state.name,
    });
  });

  it('gives the buckets the properties on which the archive rests', async () => {
    const { buckets } = await readDeployment(values);
    expect(buckets.evidence).toMatchObject({ versioned: true, objectLock: true, lifecycle: [] });
    expect(buckets.exchange).toMatchObject({
      versioned: true,
      objectLock: false,
      lifecycle: [
        { id: 'Expire', prefix: '', expirationDays: 1, noncurrentDays: 1 },
        { id: 'RemoveDeleteMarkers', prefix: '', removesMarkers: true },
      ],
    });
    expect(buckets.state).toMatchObject({
      versioned: false,
      objectLock: false,
      lifecycle: [{ id: 'ExpirePlans', prefix: 'plan/', expirationDays: 7 }, { id: 'AbortUploads' }],
    });
  });
});
