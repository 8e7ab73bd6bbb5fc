/** Words that differ by one slip: a letter too many, too few, another one, or two neighbours exchanged. */

export interface Edit {
  readonly kind: 'added' | 'missing' | 'other' | 'exchanged';
  /** Where in the first word. */
  readonly at: number;
}

/** What makes `other` out of `word`; null where that takes none or more than one. One pass from either end. */
export function oneEdit(word: string, other: string): Edit | null {
  const difference = other.length - word.length;
  if (word === other || difference > 1 || difference < -1) return null;
  let start = 0;
  const shorter = Math.min(word.length, other.length);
  while (start < shorter && word.charCodeAt(start) === other.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter - start && word.charCodeAt(word.length - 1 - end) === other.charCodeAt(other.length - 1 - end)) {
    end += 1;
  }
  const [mine, its] = [word.slice(start, word.length - end), other.slice(start, other.length - end)];
  if (mine === '' && its.length === 1) return { kind: 'added', at: start };
  if (its === '' && mine.length === 1) return { kind: 'missing', at: start };
  if (mine.length === 1 && its.length === 1) return { kind: 'other', at: start };
  const exchanged = mine.length === 2 && its.length === 2 && mine[0] === its[1] && mine[1] === its[0];
  return exchanged ? { kind: 'exchanged', at: start } : null;
}
