/**
 * The circumstances in which mail arrives, drawn from a seed: what authentication says of its author, and what the
 * organisation and the author have had to do with each other.
 *
 * No public corpus has them. The shares below are assumptions, written down so that they can be argued with (docs/model.md);
 * the two that are measured are named.
 */

import type { Acquaintance, Relation } from '../../shared/filters/relation.ts';
import { unknownRelation } from '../../shared/filters/relation.ts';
import { type Authentication, noAuthentication } from '../../shared/mail/authentication.ts';
import type { Random } from './random.ts';

export interface Circumstances {
  readonly authentication: Authentication;
  readonly relation: Relation;
}

/** One in so many messages comes where nothing could be asked, or from a source that says nothing. */
const unknownShare = 0.15;

export function circumstancesOf(unwanted: boolean, domain: string, random: Random): Circumstances {
  return {
    authentication: random.fraction() < unknownShare ? noAuthentication : authenticationOf(unwanted, domain, random),
    relation: random.fraction() < unknownShare ? unknownRelation : relationOf(unwanted, random),
  };
}

type Outcome = 'dmarc' | 'aligned' | 'nothing' | 'spf-fail' | 'dmarc-fail' | 'temperror';

/** Measured: six in ten recent phishing messages pass SPF or DKIM (judging.md, section 2). */
const outcomes: Readonly<Record<'wanted' | 'unwanted', readonly (readonly [Outcome, number])[]>> = {
  wanted: [
    ['dmarc', 0.86],
    ['aligned', 0.06],
    ['nothing', 0.05],
    ['spf-fail', 0.008],
    ['dmarc-fail', 0.012],
    ['temperror', 0.01],
  ],
  unwanted: [
    ['dmarc', 0.48],
    ['aligned', 0.12],
    ['nothing', 0.22],
    ['spf-fail', 0.06],
    ['dmarc-fail', 0.11],
    ['temperror', 0.01],
  ],
};

function authenticationOf(unwanted: boolean, domain: string, random: Random): Authentication {
  const outcome = drawn(outcomes[unwanted ? 'unwanted' : 'wanted'], random);
  const spam = drawn(
    unwanted
      ? ([
          ['PASS', 0.66],
          ['GRAY', 0.1],
          ['FAIL', 0.24],
        ] as const)
      : ([
          ['PASS', 0.985],
          ['GRAY', 0.01],
          ['FAIL', 0.005],
        ] as const),
    random,
  );
  // Measured of phishing: four in ten have a Return-Path of somebody else. Services that send for others do it as well.
  const elsewhere = random.fraction() < (unwanted ? 0.43 : 0.3);
  const reversePath = `bounce@${elsewhere ? 'service.example' : domain}`;
  const known = { ...noAuthentication, origin: 'ses-block' as const, spam, virus: 'PASS' as const, reversePath };
  const passed = { result: 'pass' as const, domain };
  switch (outcome) {
    case 'dmarc':
      return { ...known, dkim: [passed], dmarc: passed };
    case 'aligned':
      return { ...known, dkim: [passed] };
    case 'nothing':
      return { ...known, spf: { result: 'none', domain } };
    case 'spf-fail':
      return { ...known, spf: { result: 'fail', domain } };
    case 'dmarc-fail':
      return { ...known, dmarc: { result: 'fail', domain } };
    case 'temperror':
      return { ...known, spf: { result: 'temperror', domain } };
    default:
      return outcome satisfies never;
  }
}

type Standing = 'written-to' | 'heard-from' | 'domain-known' | 'stranger';

const standings: Readonly<Record<'wanted' | 'unwanted', readonly (readonly [Standing, number])[]>> = {
  wanted: [
    ['written-to', 0.35],
    ['heard-from', 0.28],
    ['domain-known', 0.09],
    ['stranger', 0.28],
  ],
  unwanted: [
    ['written-to', 0.002],
    ['heard-from', 0.03],
    ['domain-known', 0.018],
    ['stranger', 0.95],
  ],
};

function relationOf(unwanted: boolean, random: Random): Relation {
  const standing = drawn(standings[unwanted ? 'unwanted' : 'wanted'], random);
  const often = (): number => Math.floor(1 / (1 - random.fraction()) ** (unwanted ? 0.6 : 1.4));
  const acquaintance = (received: number, written: number): Acquaintance => ({
    received,
    daysReceived: Math.ceil(received * 0.7),
    firstReceivedDaysAgo: received === 0 ? null : random.below(unwanted ? 20 : 300),
    written,
    ...wroteOn(written === 0 ? null : random.below(60)),
  });
  const asked = { state: 'asked', historyDays: 60 } as const;
  const [nobody, some] = [acquaintance(0, 0), often()];
  switch (standing) {
    case 'written-to':
      return { ...asked, address: acquaintance(some, often()), domain: acquaintance(some * 2, often()) };
    case 'heard-from':
      return { ...asked, address: acquaintance(some, 0), domain: acquaintance(some, 0) };
    case 'domain-known':
      return { ...asked, address: nobody, domain: acquaintance(some, random.below(2)) };
    case 'stranger':
      return { ...asked, address: nobody, domain: nobody };
    default:
      return standing satisfies never;
  }
}

const wroteOn = (day: number | null) => ({ firstWrittenDaysAgo: day, lastWrittenDaysAgo: day });

function drawn<T>(shares: readonly (readonly [T, number])[], random: Random): T {
  let left = random.fraction();
  for (const [one, share] of shares) {
    left -= share;
    if (left < 0) return one;
  }
  const [[last] = []] = shares.slice(-1);
  if (last === undefined) throw new Error('there is nothing to draw from');
  return last;
}
