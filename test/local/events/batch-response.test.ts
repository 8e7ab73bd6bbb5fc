import { describe, expect, it } from 'vitest';
import { failedIds } from '../../../local/events/batch-response.ts';

const item = (itemIdentifier: unknown) => ({ itemIdentifier });

describe('failedIds', () => {
  it.each([
    { answer: undefined, failed: [] },
    { answer: null, failed: [] },
    { answer: {}, failed: [] },
    { answer: { statusCode: 200 }, failed: [] },
    { answer: { batchItemFailures: null }, failed: [] },
    { answer: { batchItemFailures: [] }, failed: [] },
    { answer: { batchItemFailures: [item('b')] }, failed: ['b'] },
    { answer: { batchItemFailures: [item('b'), item('b'), item('a')] }, failed: ['a', 'b'] },
    { answer: { batchItemFailures: [item('b'), item('x')] }, failed: ['a', 'b', 'c'] }, // not of this batch
    { answer: { batchItemFailures: [item('')] }, failed: ['a', 'b', 'c'] },
    { answer: { batchItemFailures: [item(null)] }, failed: ['a', 'b', 'c'] },
    { answer: { batchItemFailures: [{ itemIdentifer: 'b' }] }, failed: ['a', 'b', 'c'] }, // a typing error
    { answer: { batchItemFailures: ['b'] }, failed: ['a', 'b', 'c'] },
    { answer: { batchItemFailures: 'b' }, failed: ['a', 'b', 'c'] },
    { answer: 'done', failed: ['a', 'b', 'c'] },
  ])('$answer: $failed', ({ answer, failed }) => {
    expect([...failedIds(answer, ['a', 'b', 'c'])].sort()).toEqual(failed);
  });
});
