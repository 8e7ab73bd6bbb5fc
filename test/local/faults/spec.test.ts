import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { faultNames, kindOf } from '../../../local/faults/catalogue.ts';
import { describeFault, type FaultSpec, parseFault } from '../../../local/faults/spec.ts';

describe('a fault in words', () => {
  it.each<{ text: string; spec: FaultSpec }>([
    { text: 'throttle', spec: { name: 'throttle' } },
    { text: '  throttle   s3  ', spec: { name: 'throttle', service: 's3' } },
    { text: 'timeout PutObject', spec: { name: 'timeout', operation: 'PutObject' } },
    {
      text: 'error-503 S3.PutObject times=3',
      spec: { name: 'error-503', service: 's3', operation: 'PutObject', times: 3 },
    },
    {
      text: 'crash-after messageflow.PutRawMessageContent skip=1',
      spec: { name: 'crash-after', service: 'workmailmessageflow', operation: 'PutRawMessageContent', skip: 1 },
    },
    { text: 'throttle rate=0.2 seed=7', spec: { name: 'throttle', rate: 0.2, seed: 7 } },
    { text: 'cut-stream bytes=1000', spec: { name: 'cut-stream', bytes: 1000 } },
    { text: 'clock-jump ms=-60000', spec: { name: 'clock-jump', ms: -60_000 } },
  ])('$text', ({ text, spec }) => {
    expect(parseFault(text)).toEqual(spec);
    expect(parseFault(describeFault(spec))).toEqual(spec);
  });

  it.each([
    { text: '', problem: 'There is no fault "". There are: throttle, ' },
    { text: 'throtle', problem: 'There is no fault "throtle"' },
    { text: 'constructor', problem: 'There is no fault "constructor"' },
    { text: 'throttle dynamodb.GetItem', problem: 'There is no service "dynamodb". There are: s3, ' },
    { text: 'throttle putobject', problem: '"putobject" is no operation. Write one as the service’s model does' },
    { text: 'throttle s3 PutObject', problem: 'names s3 and PutObject. Name one place' },
    { text: 'throttle ms=4', problem: 'The fault throttle has no setting "ms". It has: times, skip, rate, seed.' },
    { text: 'throttle often=4', problem: 'no setting "often"' },
    { text: 'throttle times=', problem: 'times of the fault throttle is ""; it must be a whole number from 1' },
    { text: 'throttle times=0', problem: 'times of the fault throttle is "0"' },
    {
      text: 'throttle rate=1.5',
      problem: 'rate of the fault throttle is "1.5"; it must be a share above 0 and up to 1',
    },
    { text: 'throttle times=1 times=2', problem: 'says times twice' },
  ])('$text is refused: $problem', ({ text, problem }) => {
    expect(() => parseFault(text)).toThrow(problem);
  });

  it.prop([fc.string()])('never throws anything but an explanation', (text) => {
    try {
      expect(faultNames).toContain(parseFault(text).name);
    } catch (fault) {
      expect((fault as Error).message).toMatch(/There |names |says |is |has no setting /);
    }
  });

  it('strikes something that can be struck', () => {
    for (const name of faultNames) expect(kindOf(name).occasions.length, name).toBeGreaterThan(0);
  });
});
