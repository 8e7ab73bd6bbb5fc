/** From features to places in a model: FNV-1a, 32 bits, folded to 2^18 places. */

export const places = 2 ** 18;

export function seedOf(name: string): number {
  return hashText(0x811c9dc5, name, 0, name.length);
}

/** The unfolded hash, for going on. */
export function hashText(seed: number, text: string, start: number, end: number): number {
  let hash = seed;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

export function hashNumber(seed: number, value: number): number {
  let hash = Math.imul(seed ^ (value & 0xffff), 0x01000193);
  hash = Math.imul(hash ^ (value >>> 16), 0x01000193);
  return hash;
}

export function placeOf(hash: number): number {
  return (hash ^ (hash >>> 18) ^ (hash >>> 9)) & (places - 1);
}
