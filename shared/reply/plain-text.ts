/** Text of strangers on its way into our mail. */

/**
 * One line without control characters (they become white space), without marks that turn the direction of what follows, no longer
 * than `longest` characters.
 */
export function oneLine(text: string, longest: number): string {
  const clean = text
    .toWellFormed()
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(clean.slice(0, longest * 2 + 2));
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : clean;
}
