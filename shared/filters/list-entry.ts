/** Entries of allow and block lists: `user@example.org`, `example.org`, `*.example.org`. */

/**
 * The entries that would cover the address, the narrowest first; as many as its domain has labels, so that
 * a list of any length is asked by look-up.
 */
export function entriesCovering(address: string): readonly string[] {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const entries = [address, domain];
  for (let at = 0; at >= 0 && entries.length < 130; ) {
    entries.push(`*.${domain.slice(at)}`);
    const dot = domain.indexOf('.', at);
    at = dot < 0 ? -1 : dot + 1;
  }
  return entries;
}

/** The domain whose names below it the entry covers too; null for the other forms. */
export function wildcardDomain(entry: string): string | null {
  return entry.startsWith('*.') ? entry.slice(2) : null;
}
