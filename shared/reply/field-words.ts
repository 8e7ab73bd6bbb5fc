/**
 * What software reads in a field value (RFC 5322 §3.2.2, §3.6.4): the text without comments, its words, its message
 * identifiers. Each in one pass: the values are hostile.
 */

/** The value without its comments, nested ones included; one that nothing closes reaches to the end. */
export function withoutComments(value: string): string {
  if (!value.includes('(')) return value;
  let text = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value.charAt(at);
    if (character === '\\' && (quoted || depth > 0)) {
      if (depth === 0) text += value.slice(at, at + 2);
      at += 1;
    } else if (character === '"' && depth === 0) {
      quoted = !quoted;
      text += character;
    } else if (character === '(' && !quoted) {
      // A comment separates the words beside it.
      if (depth === 0) text += ' ';
      depth += 1;
    } else if (character === ')' && depth > 0) depth -= 1;
    else if (depth === 0) text += character;
  }
  return text;
}

/** The token before the first parameter, in lower case; `a/b` also where white space stands around the slash. */
export function keyword(value: string): string {
  const [first = ''] = withoutComments(value).split(';', 1);
  return trimmed(first).toLowerCase();
}

/** The words of a list, in lower case, without empty ones. */
export function listedWords(value: string): readonly string[] {
  return withoutComments(value)
    .toLowerCase()
    .split(/[ \t,;]/)
    .filter((word) => word !== '');
}

/** RFC 5322 §2.1.1: what fits into a line with the name of the field. */
const longestMessageId = 900;

/** RFC 5322 §3.6.4 msg-ids in order; what could not stand in a field of ours is left out. */
export function messageIds(value: string): readonly string[] {
  const bare = withoutComments(value);
  const ids: string[] = [];
  for (let open = bare.indexOf('<'); open >= 0; ) {
    const close = bare.indexOf('>', open);
    if (close < 0) break;
    // `<` twice: the first one opened nothing.
    const start = bare.lastIndexOf('<', close);
    const id = bare.slice(start, close + 1);
    if (isMessageId(id)) ids.push(id);
    open = bare.indexOf('<', close);
  }
  return ids;
}

function isMessageId(id: string): boolean {
  return id.length > 2 && id.length <= longestMessageId && /^[!-~]+$/.test(id);
}

/** Only SP and HTAB: a no-break space or a control character is no white space of a field. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && ' \t'.includes(text.charAt(start))) start += 1;
  while (end > start && ' \t'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
