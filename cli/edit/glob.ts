/** Patterns of file names: `*` is any text, `?` one character, anything else itself, in either case. */

/** In time that is the product of the two lengths at most, whatever a sender calls a file. */
export function matchesGlob(pattern: string, name: string): boolean {
  const wanted = Array.from(pattern.toLowerCase());
  const given = Array.from(name.toLowerCase());
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < given.length) {
    if (at < wanted.length && wanted[at] === '*') {
      star = at;
      resume = from;
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      // The last star takes one character more.
      resume += 1;
      from = resume;
      at = star + 1;
    } else {
      return false;
    }
  }
  return wanted.slice(at).every((character) => character === '*');
}
