/**
 * What reading and editing keeps and needs: `memory.child.ts message TOOL FILE`, or `memory.child.ts series` for a
 * thousand messages one after the other.
 */

import { readFileSync } from 'node:fs';
import { planEdits, splice } from '../../shared/mail/apply-edits.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { collect } from '../collect.ts';
import { ofLength } from './messages.ts';
import { works } from './tools/mailweir.ts';
import { workOf } from './works.ts';

export interface MessageMemory {
  /** Peak of the process over its memory before the message came, the message included. */
  readonly peakGrowthBytes: number;
  /** The heap after a collection, over the heap before, while message and edits are held; 0 for other tools. */
  readonly liveBytes: number;
}

export interface SeriesMemory {
  /** What lives after a collection, over what lived after the first hundred. */
  readonly liveGrowthBytes: number;
  /** The process itself, in the same way: V8 keeps what its young generation once needed. */
  readonly residentGrowthBytes: number;
}

const peakBytes = () => process.resourceUsage().maxRSS * 1024;
const liveHeap = () => {
  collect();
  return process.memoryUsage().heapUsed;
};

async function ofMessage(tool: string, file: string): Promise<MessageMemory> {
  const read = await workOf(tool, 'read');
  const small = ofLength(30_000);
  for (let count = 0; count < 20; count += 1) await read(small);
  const heapBefore = liveHeap();
  const before = peakBytes();
  const message = readFileSync(file);
  if (tool === 'mailweir') await works.insertBanner?.(message);
  await read(message);
  const peakGrowthBytes = peakBytes() - before;
  if (tool !== 'mailweir') return { peakGrowthBytes, liveBytes: 0 };
  const parsed = parseMessage(message);
  const { splices } = planEdits(parsed, [{ kind: 'tag-subject', tag: '[EXT]' }]);
  const held = { parsed, slices: splice(message, splices) };
  const liveBytes = liveHeap() - heapBefore;
  return { peakGrowthBytes, liveBytes: held.slices.length > 0 ? liveBytes : 0 };
}

interface Memory {
  readonly live: number;
  readonly resident: number;
}

function memoryNow(): Memory {
  collect();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { live: heapUsed + arrayBuffers, resident: rss };
}

async function ofSeries(): Promise<SeriesMemory> {
  const sizes = [20_000, 50_000, 100_000, 700_000, 3_000_000];
  const messages = sizes.map(ofLength);
  let before: Memory = { live: 0, resident: 0 };
  for (let count = 0; count < 1_000; count += 1) {
    if (count === 100) before = memoryNow();
    // A copy, since no message comes twice.
    const message = Buffer.from(messages[count % messages.length] ?? Buffer.alloc(0));
    await works.read?.(message);
    await works.insertBanner?.(message);
  }
  const after = memoryNow();
  return { liveGrowthBytes: after.live - before.live, residentGrowthBytes: after.resident - before.resident };
}

const [kind, tool = '', file = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(kind === 'series' ? await ofSeries() : await ofMessage(tool, file)));
