/** Messages as an archive meets them: many small ones, a few that are large. Made by a seed, no two alike. */

import { chances } from '../../local/faults/chance.ts';

/** `count` messages of this mean size; half of them are smaller than a sixth of it, as measured in real mail. */
export function* messagesOf(count: number, meanBytes: number, seed = 1): Generator<Buffer> {
  const chance = chances(seed);
  // Log-normal: the mean is exp(sigma²/2) times the median.
  const sigma = Math.sqrt(2 * Math.log(6.5));
  const drawn = Array.from({ length: count }, () => Math.exp(sigma * normal(chance)));
  const scale = (meanBytes * count) / drawn.reduce((sum, one) => sum + one, 0);
  for (const [index, one] of drawn.entries()) {
    yield message(index, Math.max(300, Math.round(one * scale)), chance);
  }
}

/** Box and Muller's way. */
function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

function message(index: number, sizeBytes: number, chance: () => number): Buffer {
  const header = Buffer.from(
    [
      `Message-ID: <${index}@partner.example>`,
      'From: Alice <alice@partner.example>',
      'To: carol@corp.example',
      'Date: Mon, 23 Nov 2026 09:00:00 +0000',
      `Subject: Report ${index}`,
      'MIME-Version: 1.0',
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: base64',
      '',
      '',
    ].join('\r\n'),
  );
  const bytes = Buffer.alloc(Math.max(0, Math.floor(((sizeBytes - header.length) * 57) / 78)));
  for (let at = 0; at + 4 <= bytes.length; at += 64) bytes.writeUInt32LE(Math.floor(chance() * 2 ** 32), at);
  const lines = bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return Buffer.concat([header, Buffer.from(`${lines}\r\n`)]);
}
