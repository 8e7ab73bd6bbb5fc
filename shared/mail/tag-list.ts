/** The lists of `name=value` that DKIM signatures are (RFC 6376 §3.2). */

/** Names and values, white space in values left out. Of a repeated tag the first. */
export function tagsOf(value: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of value.split(';')) {
    const equals = tag.indexOf('=');
    const name = tag.slice(0, Math.max(equals, 0)).trim();
    if (name !== '' && !tags.has(name)) tags.set(name, tag.slice(equals + 1).replaceAll(/[ \t]+/g, ''));
  }
  return tags;
}
