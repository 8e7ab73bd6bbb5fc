/**
 * `*` and `?` as policies have them (IAM User Guide, "Policy elements: Resource"): any run of characters, slashes and
 * colons included, and any one character.
 */

/** Returns only ever to the latest star, so a pattern costs its length times the text's at most. */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  let index = 0;
  while (index < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at;
      starAt = index;
      at += 1;
    } else if (wanted === '?' || wanted === text[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      starAt += 1;
      index = starAt;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/**
 * Of ARNs: each of the six parts between colons for itself, so that a star in one does not reach into the next
 * (IAM User Guide, "ARN condition operators"). What is no ARN matches nothing.
 */
export function matchesArn(pattern: string, text: string): boolean {
  const [wanted, given] = [partsOf(pattern), partsOf(text)];
  if (wanted.length !== arnParts || given.length !== arnParts || given[0] !== 'arn') return false;
  return wanted.every((part, index) => matchesWildcard(part, given[index] ?? ''));
}

const arnParts = 6;

/** The sixth part keeps its colons. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= arnParts ? parts : [...parts.slice(0, arnParts - 1), parts.slice(arnParts - 1).join(':')];
}
