/**
 * Words of folded text. Numbers are kept by their length only, so that no model learns a date or an amount;
 * scripts without spaces give pairs of characters.
 */

export function tokensOf(text: string, max: number, skipped: ReadonlySet<string> = new Set()): readonly string[] {
  const tokens: string[] = [];
  const length = text.length;
  for (let at = 0; at < length && tokens.length < max; ) {
    const code = text.charCodeAt(at);
    if (!isWordCode(code)) {
      if (code === 0x24 || code === 0x20ac || code === 0xa3 || code === 0x21) tokens.push(text.charAt(at));
      at += 1;
      continue;
    }
    if (isUnspaced(code)) {
      tokens.push(isUnspaced(text.charCodeAt(at + 1)) ? text.slice(at, at + 2) : text.charAt(at));
      at += 1;
      continue;
    }
    const start = at;
    let digits = 0;
    while (at < length) {
      const next = text.charCodeAt(at);
      if (!isWordCode(next) || isUnspaced(next)) break;
      if (next >= 0x30 && next <= 0x39) digits += 1;
      at += 1;
    }
    const token = wordOf(text, start, at, digits);
    if (skipped.size === 0 || !skipped.has(token)) tokens.push(token);
  }
  return tokens;
}

const longestWord = 24;
const upTo = (longest: number, shape: string): readonly string[] =>
  Array.from({ length: longest + 1 }, (_, size) => `${shape}${size}`);
const numbers = upTo(12, '#');
const mixed = upTo(12, '#mixed');
const long = upTo(10, 'long');

function wordOf(text: string, start: number, end: number, digits: number): string {
  const size = end - start;
  if (digits === size) return shapeIn(numbers, size);
  if (size > longestWord) return shapeIn(long, Math.ceil(size / 20));
  // A word with several digits is a name somebody gave to a thing: its shape says more than its letters.
  return digits > 2 ? shapeIn(mixed, size) : text.slice(start, end);
}

function shapeIn(shapes: readonly string[], size: number): string {
  return shapes[Math.min(size, shapes.length - 1)] ?? '';
}

function isWordCode(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
  return (
    code >= 0xaa &&
    code !== 0xd7 &&
    !(code >= 0x2000 && code <= 0x2bff) &&
    !(code >= 0x3000 && code <= 0x303f) &&
    code !== 0xfffd
  );
}

/** Kana, Han, Hangul, Thai. */
function isUnspaced(code: number): boolean {
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7af) || (code >= 0xe00 && code <= 0xe7f);
}
