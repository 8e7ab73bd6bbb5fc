/** `mailweir spam train`: an organisation's model from a list of labelled messages. */

import { writeFile } from 'node:fs/promises';
import { type Features, featuresOf } from '../../shared/filters/spam/features.ts';
import { encodeModel } from '../../shared/filters/spam/model-file.ts';
import { OrganisationTraining, organisationPasses } from '../../shared/filters/spam/organisation-training.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import type { OptionSpecs } from '../arguments.ts';
import { readInputFile } from '../check/input.ts';
import { progressOf } from '../check/progress.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes, systemCodeOf, systemProblem } from '../fault.ts';
import { noOperand } from '../operands.ts';
import { printable } from '../printable.ts';
import { pathFrom, say, type Terminal } from '../terminal.ts';
import { type ListedFile, readList, required } from './list.ts';

const options = {
  list: { type: 'string', value: 'FILE', help: 'The messages: "spam<TAB>path" or "ham<TAB>path" a line.' },
  root: { type: 'string', value: 'FOLDER', help: 'Where the paths of the list start; else the current folder.' },
  out: { type: 'string', value: 'FILE', help: 'Where the model goes.' },
} as const satisfies OptionSpecs;

export const spamTrainCommand = defineCommand({
  name: 'spam train',
  operands: '',
  summary: "Trains an organisation's model from a list of labelled messages.",
  notes: `The same list gives the same model, octet for octet. The messages are learned in the order of the
list, in ${organisationPasses} passes, and read again in each where they are many.`,
  options,

  async run({ options, operands }, terminal) {
    noOperand(operands);
    const out = required('out', options.out);
    const files = await readList(options, terminal);
    const wrong = files.find(({ label }) => label !== 'spam' && label !== 'ham');
    if (wrong) {
      throw new CommandFault(
        'environment',
        `line ${wrong.line} of the list is labelled ${printable(JSON.stringify(wrong.label))}. Write "spam" or "ham" before the tab.`,
      );
    }
    const training = new OrganisationTraining();
    const unread = await learnAll(files, training, terminal);
    await write(pathFrom(terminal, out), out, encodeModel(training.model()));
    const { spam, ham } = training.labels;
    say(terminal, `learned from ${spam} unwanted and ${ham} good messages; ${unread} could not be read.`);
    return unread > 0 ? exitCodes.found : exitCodes.fine;
  },
});

/** Of so many messages the features are kept between passes: some 30 kB each. */
const mostKept = 5_000;

async function learnAll(
  files: readonly ListedFile[],
  training: OrganisationTraining,
  terminal: Terminal,
): Promise<number> {
  const kept = new Map<string, Features>();
  const unread = new Set<string>();
  const progress = progressOf(files.length * organisationPasses, terminal);
  try {
    for (let pass = 1; pass <= organisationPasses; pass += 1) {
      if (pass > 1) training.nextPass();
      for (const { path, shown, label } of files) {
        await progress.step(async () => {
          if (unread.has(path)) return;
          const features = kept.get(path) ?? (await readFeatures(path));
          if (typeof features === 'string') {
            unread.add(path);
            say(terminal, `${printable(shown)} ${features}`);
            return;
          }
          if (kept.size < mostKept) kept.set(path, features);
          training.learn({ features, unwanted: label === 'spam' });
        });
      }
    }
  } finally {
    progress.stop();
  }
  return unread.size;
}

async function readFeatures(path: string): Promise<Features | string> {
  const input = await readInputFile(path);
  return input.ok ? featuresOf(parseMessage(input.bytes), true) : `${input.error.problem}. ${input.error.remedy}`;
}

async function write(path: string, shown: string, bytes: Buffer): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault(
      'environment',
      `${printable(shown)} ${systemProblem(code)}. Name a file that you may write.`,
      {
        cause: fault,
      },
    );
  }
}
