import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { upstreamVerdict } from '../../shared/filters/upstream-verdict.ts';
import type { UpstreamVerdict } from '../../shared/mail/authentication.ts';
import { aMailObject } from '../builders.ts';

const settings = v.parse(upstreamVerdict.settings, {});
const reasonsOn = (spam: UpstreamVerdict, virus: UpstreamVerdict) =>
  [upstreamVerdict.evaluate(aMailObject({ authentication: { spam, virus } }), settings)]
    .flat()
    .map((verdict) => (verdict.outcome === 'match' ? verdict.reason : verdict.outcome));

describe('upstream-verdict', () => {
  it.each([
    { spam: 'PASS', virus: 'PASS', reasons: [] },
    { spam: 'DISABLED', virus: 'DISABLED', reasons: [] },
    { spam: 'UNKNOWN', virus: 'UNKNOWN', reasons: [] },
    { spam: 'FAIL', virus: 'PASS', reasons: ['upstream-spam'] },
    { spam: 'GRAY', virus: 'PASS', reasons: ['upstream-spam-suspected'] },
    { spam: 'PASS', virus: 'FAIL', reasons: ['upstream-virus'] },
    { spam: 'PASS', virus: 'GRAY', reasons: ['upstream-virus-suspected'] },
    { spam: 'FAIL', virus: 'FAIL', reasons: ['upstream-virus', 'upstream-spam'] },
    { spam: 'PASS', virus: 'PROCESSING_FAILED', reasons: ['upstream-unscanned'] },
    { spam: 'PROCESSING_FAILED', virus: 'PROCESSING_FAILED', reasons: ['upstream-unscanned'] },
    { spam: 'FAIL', virus: 'PROCESSING_FAILED', reasons: ['upstream-spam', 'upstream-unscanned'] },
  ] as const)('spam $spam, virus $virus: $reasons', ({ spam, virus, reasons }) => {
    expect(reasonsOn(spam, virus)).toEqual(reasons);
  });

  it('never lets an allow list bring a virus to an inbox', () => {
    const { reasons } = upstreamVerdict;
    for (const reason of [reasons['upstream-virus'], reasons['upstream-virus-suspected']]) {
      expect(reason).not.toHaveProperty('yieldsToAllow');
      expect(reason?.onMatch.disposition).toMatch(/^(?:DROP|MOVE_TO_JUNK)$/);
    }
  });
});
