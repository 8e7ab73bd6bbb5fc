/**
 * Text from outside on its way to a terminal. A subject or a file name may hold escape sequences that
 * move the cursor, retitle the window or, as bidirectional marks, show another name than is there.
 */

/** Control, formatting and line-separating characters in a visible form; everything else as it is. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

/** JSON in one line, and without the control characters above ASCII that JSON leaves as they are; the value is the same. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    escapedInJson,
  );
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

function escapedInJson(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
