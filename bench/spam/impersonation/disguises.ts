/** What fraudsters make of a name or a domain so that readers see the old one and filters a new one. */

import { domainToASCII } from 'node:url';

export type Draw = <T>(from: readonly T[]) => T;

/** What clients show of a name that filters may not find again. */
export const forms: readonly ((name: string) => string)[] = [
  (name) => `(${name})`,
  (name) => `[${name}`,
  (name) => '\u200b'.repeat(210) + name,
  (name) => `\u202e${Array.from(name).reverse().join('')}`,
  (name) => Array.from(name).join(' '),
  (name) => Array.from(name).join('.').replace('. .', ' '),
  (name) => name.replaceAll(' ', ''),
  (name) => `${name}, Northwind Tools`,
  (name) => `${name} - Fabrikam Ltd`,
  (name) => name.replace(' ', ' Marie '),
  (name) => `${name} via Docs`,
];

/** One letter or more in a script where they look the same, a digit for a letter, or an unseen character. */
export function disguised(name: string, draw: Draw): string {
  const way = draw(['script', 'digit', 'unseen', 'slip']);
  if (way === 'script')
    return name.replaceAll('a', '\u0430').replaceAll('e', '\u0435').replace('A', '\u0410').replace('o', '\u03bf');
  if (way === 'digit') return name.replace(/[lio]/, (letter) => ({ l: '1', i: '1', o: '0' })[letter] ?? letter);
  if (way === 'unseen') return `${name.slice(0, 2)}\u200b${name.slice(2)}`;
  const last = name.slice(name.indexOf(' ') + 1);
  return name.replace(last, `${last.slice(0, -2)}${last.at(-1) ?? ''}${last.at(-2) ?? ''}`);
}

export function lookAlikeOf(domain: string, draw: Draw): string {
  const [name, ending] = [domain.slice(0, domain.lastIndexOf('.')), domain.slice(domain.lastIndexOf('.'))];
  const middle = Math.floor(name.length / 2);
  switch (
    draw(['letters', 'script', 'slip', 'double', 'hyphen', 'word', 'word before', 'ending', 'in front'] as const)
  ) {
    case 'letters':
      return `${name.includes('o') ? name.replace('o', '0') : name.replace(/[il]/, '1')}${ending}`;
    case 'script':
      return domainToASCII(
        `${name.replace(/[aeo]/, (letter) => ({ a: '\u0430', e: '\u0435', o: '\u043e' })[letter] ?? letter)}${ending}`,
      );
    case 'slip':
      return `${name.slice(0, middle)}${name.at(middle + 1) ?? ''}${name.at(middle) ?? ''}${name.slice(middle + 2)}${ending}`;
    case 'double':
      return `${name.slice(0, middle)}${name.at(middle) ?? ''}${name.slice(middle)}${ending}`;
    case 'hyphen':
      return name.includes('-')
        ? `${name.replaceAll('-', '')}${ending}`
        : `${name.slice(0, middle)}-${name.slice(middle)}${ending}`;
    case 'word':
      return `${name}-${draw(['billing', 'group', 'payments', 'secure', 'support'])}${ending}`;
    case 'word before':
      return `${draw(['my', 'login', 'invoice', 'portal'])}-${name}${ending}`;
    case 'ending':
      return `${name}${draw(['.test', '.com', '.co', '.net'])}`;
    case 'in front':
    default:
      return `${domain}.${draw(['login.test', 'secure-mail.test', 'accounts.test'])}`;
  }
}

/** A name in full in somebody else's host; short ones with their ending. */
export function hostWith(domain: string, draw: Draw): string {
  const name = domain.slice(0, domain.indexOf('.'));
  const withEnding = [`${domain}-login.test`, `www.${domain}-portal.test`, `${domain}.sign-in.test`];
  const alone = [
    `${name}.portal.test`,
    `secure.${name}.portal.test`,
    `login-${name}.portal.test`,
    `${name}.netlify.app`,
    `${name}.github.io`,
  ];
  return draw(name.replaceAll('-', '').length < 10 ? withEnding : [...withEnding, ...alone]);
}
