/** Whether a link leads to one of a set of hosts, as every client reads it (RFC 3986 §3.2). */

/** Longer names do not exist (RFC 1035 §2.3.4). */
const plainAuthority = /^(?:https?|ftp):\/\/([A-Za-z0-9.-]{1,253})(?::\d{1,5})?(?:[/?#]|$)/i;

/**
 * `hosts` in lower case: `example.org` is that host, `*.example.org` it and all below it.
 *
 * No for whatever clients may read in two ways: user names, backslashes, percent-encoded hosts, characters beyond ASCII.
 */
export function leadsToOneOf(hosts: ReadonlySet<string>, link: string): boolean {
  if (hosts.size === 0) return false;
  const host = plainAuthority.exec(link)?.[1]?.toLowerCase();
  if (host === undefined) return false;
  if (hosts.has(host)) return true;
  for (let rest = host; rest !== ''; rest = belowFirstLabel(rest)) if (hosts.has(`*.${rest}`)) return true;
  return false;
}

function belowFirstLabel(host: string): string {
  const dot = host.indexOf('.');
  return dot < 0 ? '' : host.slice(dot + 1);
}
