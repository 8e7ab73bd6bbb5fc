/** The structure of a message for people: a line a part. */

import { printable } from '../printable.ts';
import type { PartReport, StructureReport } from './describe.ts';

export function textOf({ sizeBytes, sha256, defects, root }: StructureReport): readonly string[] {
  return [
    `${sizeBytes} bytes, SHA-256 ${sha256}`,
    ...(defects.length === 0 ? [] : [`defects: ${defects.join(', ')}`]),
    ...linesOf(root, 0),
  ];
}

function linesOf(part: PartReport, depth: number): readonly string[] {
  const { path, type, body, content, filename, charset, transferEncoding, protection } = part;
  const details = [
    `${body.start}-${body.end}`,
    transferEncoding === '7bit' ? '' : printable(transferEncoding),
    charset ?? '',
    filename === null ? '' : printable(JSON.stringify(filename)),
    content === null ? '' : `${content.sizeBytes} bytes, SHA-256 ${content.sha256}`,
    protection === null ? '' : `never edited: ${protection}`,
    part.defects.length === 0 ? '' : `defects: ${part.defects.join(', ')}`,
  ].filter((detail) => detail !== '');
  const line = `${'  '.repeat(depth)}${path === '' ? 'message' : path}  ${printable(type)}  ${details.join('  ')}`;
  return [line, ...part.parts.flatMap((child) => linesOf(child, depth + 1))];
}
