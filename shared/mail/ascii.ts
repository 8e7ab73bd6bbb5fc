/** No character above U+007F. Asked of whole bodies: a regular expression is compiled before its first use, a loop long after. */
export function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}

/** A to Z in either case, by the code of a character or octet. */
export function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
