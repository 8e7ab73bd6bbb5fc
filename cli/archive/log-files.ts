/** The files of an event log: JSON lines, also compressed, in one file or a folder of them. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { parseLogLine } from '../../shared/archive/event-log.ts';
import { filesIn } from '../check/input.ts';
import { CommandFault, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';
import { pathFrom, type Terminal } from '../terminal.ts';

type LogLine = NonNullable<ReturnType<typeof parseLogLine>>;

export interface Logs {
  readonly lines: readonly LogLine[];
  /** Lines that are no events of WorkMail. */
  readonly ignored: number;
}

export async function readLogs(operands: readonly string[], terminal: Terminal): Promise<Logs> {
  const lines: LogLine[] = [];
  let ignored = 0;
  for (const operand of operands) {
    try {
      for (const file of await filesOf(pathFrom(terminal, operand))) {
        for await (const line of linesOf(file)) {
          const parsed = parseLogLine(line);
          if (parsed !== null) lines.push(parsed);
          else if (line !== '') ignored += 1;
        }
      }
    } catch (fault) {
      throw explained(fault, operand);
    }
  }
  return { lines, ignored };
}

async function filesOf(path: string): Promise<readonly Buffer[]> {
  if (!(await stat(path)).isDirectory()) return [Buffer.from(path)];
  return (await filesIn(path, '')).map((file) => file.path);
}

function linesOf(file: Buffer): AsyncIterable<string> {
  const bytes = createReadStream(file);
  if (!file.toString('latin1').endsWith('.gz')) return createInterface({ input: bytes, crlfDelay: Infinity });
  const unpacked = createGunzip();
  bytes.on('error', (fault) => unpacked.destroy(fault));
  return createInterface({ input: bytes.pipe(unpacked), crlfDelay: Infinity });
}

function explained(fault: unknown, shown: string): unknown {
  const code = systemCodeOf(fault);
  const isDamaged = fault instanceof Error && 'code' in fault && String(fault.code).startsWith('Z_');
  if (code === undefined && !isDamaged) return fault;
  const problem = code === undefined ? 'is damaged: it cannot be unpacked' : systemProblem(code);
  return new CommandFault('environment', `${printable(shown)} ${problem}.`, { cause: fault });
}
