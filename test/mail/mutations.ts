/** Messages as nobody would write them: those we have, cut, doubled, bent and broken by a seeded generator. */

/** Mulberry32: the same seed, the same messages, on every machine. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Longer ones take time and show nothing new. */
const longestBytes = 16 * 1024;

export function mutated(bytes: Buffer, random: () => number): Buffer {
  let text = bytes.toString('latin1', 0, longestBytes);
  const times = 1 + below(random, 4);
  for (let n = 0; n < times; n += 1) text = oneOf(random, mutations)(text, random);
  return Buffer.from(text.slice(0, 4 * longestBytes), 'latin1');
}

type Mutation = (text: string, random: () => number) => string;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

function oneOf<T>(random: () => number, all: readonly T[]): T {
  const one = all[below(random, all.length)];
  if (one === undefined) throw new RangeError('there is nothing to choose from');
  return one;
}

/** What parsers stumble over. */
const bait: readonly string[] = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\r\n\r\n',
  '\n\n',
  '--',
  '=?utf-8?q?',
  '?=',
  '=?x?b?AAAA?=',
  '=',
  '=\r\n',
  '=3D',
  '\xff\xfe',
  '\xef\xbb\xbf',
  'Content-Type: multipart/mixed; boundary=b\r\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: quoted-printable\r\n',
  "Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=.exe\r\n",
  'Content-Type: text/html\r\n',
  'Content-Type: text/plain; charset=utf-16\r\n',
  'Content-Type: text/plain; format=flowed\r\n',
  'Subject: x\r\n',
  ' folded\r\n',
  '\tfolded\r\n',
  '--b\r\n',
  '--b--\r\n',
  '<body',
  '<a href="http://x.example/">',
  '<!--',
  '-->',
  '<script>',
  '&#',
  '&amp',
  '"',
  '(',
  '\\',
  'begin 644 a.txt\r\n',
  '-----BEGIN PGP MESSAGE-----\r\n',
  'From x\r\n',
  '>From ',
  'DKIM-Signature: v=1; d=a.example; s=s; h=from:subject; l=3\r\n',
];

const mutations: readonly Mutation[] = [
  // An octet becomes another.
  (text, random) => {
    const at = below(random, text.length + 1);
    return text.slice(0, at) + String.fromCharCode(below(random, 256)) + text.slice(at + 1);
  },
  // Bait is put in.
  (text, random) => {
    const at = below(random, text.length + 1);
    return text.slice(0, at) + oneOf(random, bait) + text.slice(at);
  },
  // Bait is put in where a line begins.
  (text, random) => {
    const at = lineStart(text, random);
    return text.slice(0, at) + oneOf(random, bait) + text.slice(at);
  },
  // The end is lost.
  (text, random) => text.slice(0, below(random, text.length + 1)),
  // The beginning is lost.
  (text, random) => text.slice(below(random, Math.min(text.length, 200) + 1)),
  // A piece is lost.
  (text, random) => {
    const at = below(random, text.length + 1);
    return text.slice(0, at) + text.slice(at + below(random, 200));
  },
  // A line is doubled, or a delimiter with it.
  (text, random) => {
    const at = lineStart(text, random);
    const end = text.indexOf('\n', at) + 1;
    return end === 0 ? text : text.slice(0, end) + text.slice(at, end) + text.slice(end);
  },
  // Two lines change places.
  (text, random) => {
    const [a, b] = [lineStart(text, random), lineStart(text, random)].toSorted((x, y) => x - y);
    const [endA, endB] = [text.indexOf('\n', a) + 1, text.indexOf('\n', b) + 1];
    if (a === undefined || b === undefined || endA === 0 || endB === 0 || endA > b) return text;
    return text.slice(0, a) + text.slice(b, endB) + text.slice(endA, b) + text.slice(a, endA) + text.slice(endB);
  },
  // The message stands in itself.
  (text) =>
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${text}\r\n--b\r\n\r\n${text}`,
  // Other line endings.
  (text) => text.replaceAll('\r\n', '\n'),
  (text) => text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\r\n', '\r'),
  // A word of structure loses its meaning.
  (text, random) =>
    text.replace(oneOf(random, ['boundary', 'multipart', 'base64', 'quoted-printable', 'charset', 'utf-8']), 'x'),
];

function lineStart(text: string, random: () => number): number {
  return text.indexOf('\n', below(random, text.length + 1)) + 1;
}
