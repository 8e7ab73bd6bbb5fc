/** Folder mode: one line of JSON for each file on standard output, and nothing else there. */

import { CommandFault, type ExitCode, exitCodes } from '../fault.ts';
import { jsonLine, printable } from '../printable.ts';
import { print, say, type Terminal } from '../terminal.ts';
import type { Examiner } from './examine.ts';
import { type FoundFile, filesIn, readInputFile } from './input.ts';
import { progressOf } from './progress.ts';
import type { CheckReport } from './report.ts';
import { isFailing } from './verdict.ts';

export async function checkFolder(
  folder: string,
  shown: string,
  examiner: Examiner,
  terminal: Terminal,
): Promise<ExitCode> {
  const files = await filesIn(folder, shown);
  if (files.length === 0) {
    throw new CommandFault('environment', `the folder ${printable(shown)} has no file in it. Name one with messages.`);
  }
  const tally = { failing: 0, slowest: { file: '', ms: 0 } };
  const progress = progressOf(files.length, terminal);
  try {
    for (const file of files) {
      const report = await checkFile(file, examiner);
      if (isFailing(report)) tally.failing += 1;
      if (report.ms > tally.slowest.ms) tally.slowest = report;
      await progress.step(() => print(terminal, jsonLine(report)));
    }
  } finally {
    progress.stop();
  }
  say(terminal, `${files.length} files, ${tally.failing} of them could not be read or judged, or are no mail.`);
  if (tally.slowest.file !== '') {
    say(terminal, `the slowest took ${tally.slowest.ms} ms: ${printable(tally.slowest.file)}`);
  }
  return tally.failing > 0 ? exitCodes.found : exitCodes.fine;
}

async function checkFile({ path, shown }: FoundFile, examiner: Examiner): Promise<CheckReport> {
  const input = await readInputFile(path);
  if (!input.ok) return { schema: 'check/v1', file: shown, outcome: 'error', ms: 0, error: input.error };
  return (await examiner.examine(shown, input.bytes)).report;
}
