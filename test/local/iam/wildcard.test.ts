import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { matchesArn, matchesWildcard } from '../../../local/iam/wildcard.ts';

describe('a wildcard', () => {
  it.each([
    { pattern: '', text: '', matches: true },
    { pattern: '', text: 'a', matches: false },
    { pattern: '*', text: '', matches: true },
    { pattern: '?', text: '', matches: false },
    { pattern: 'a?c', text: 'abc', matches: true },
    { pattern: 'a*c', text: 'ac', matches: true },
    { pattern: '*/record/*', text: 'bucket/record/v1/x', matches: true },
    { pattern: 'a*b*c', text: 'a-b-b-c', matches: true },
    { pattern: 'a*bc', text: 'abcbd', matches: false },
    { pattern: 'Key', text: 'key', matches: false },
    // Nothing but the two has a meaning.
    { pattern: 'a.c', text: 'abc', matches: false },
    { pattern: '[ab]', text: 'a', matches: false },
  ])('$pattern on $text: $matches', ({ pattern, text, matches }) => {
    expect(matchesWildcard(pattern, text)).toBe(matches);
  });

  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':'), maxLength: 12 });
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });

  property.prop([patterns, letters])('matches what a plain definition says', (pattern, text) => {
    expect(matchesWildcard(pattern, text)).toBe(plainly(pattern, text));
  });

  it('takes no more steps than pattern times text', () => {
    const startedAt = performance.now();
    expect(matchesWildcard(`${'a*'.repeat(500)}b`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

/** The definition, one character after the other. */
function plainly(pattern: string, text: string): boolean {
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === undefined) return text === '';
  if (first === '*') return plainly(rest, text) || (text !== '' && plainly(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && plainly(rest, text.slice(1));
}

describe('an ARN', () => {
  it.each([
    { pattern: 'arn:aws:s3:::bucket', text: 'arn:aws:s3:::bucket', matches: true },
    { pattern: 'arn:aws:s3:::*', text: 'arn:aws:s3:::bucket/key', matches: true },
    { pattern: 'arn:aws:sns:*:123456789012:a', text: 'arn:aws:sns:eu-west-1:123456789012:a', matches: true },
    // A star ends at its colon …
    { pattern: 'arn:aws:sns:*:a', text: 'arn:aws:sns:eu-west-1:123456789012:a', matches: false },
    // … but for the last part, which may hold colons.
    { pattern: 'arn:aws:logs:r:1:log-group:*', text: 'arn:aws:logs:r:1:log-group:/x:log-stream:y', matches: true },
    { pattern: '*', text: 'arn:aws:s3:::bucket', matches: false },
    { pattern: 'arn:aws:s3:::*', text: 'bucket', matches: false },
    { pattern: '*:*:*:*:*:*', text: 'a:b:c:d:e:f', matches: false },
  ])('$pattern on $text: $matches', ({ pattern, text, matches }) => {
    expect(matchesArn(pattern, text)).toBe(matches);
  });
});
