/** Names as they are also written where there are no umlauts: `Müller`, `Mueller`. */

const expanded: ReadonlyMap<string, string> = new Map([
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['ø', 'oe'],
  ['å', 'aa'],
]);

const umlaut = /[äöüøå]/g;

/** As it stands, and where there are any with all umlauts written so. */
export function spellingsOf(text: string): readonly [string] | readonly [string, string] {
  const plain = text.normalize('NFC').toLowerCase();
  if (plain.search(umlaut) < 0) return [text];
  return [text, plain.replaceAll(umlaut, (letter) => expanded.get(letter) ?? letter)];
}
