/** `mailweir spam score`: how much each message of a list looks like unwanted mail. */

import { scoreContent } from '../../shared/filters/spam/content-score.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import type { OptionSpecs } from '../arguments.ts';
import { readInputFile } from '../check/input.ts';
import { progressOf } from '../check/progress.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../fault.ts';
import { noOperand } from '../operands.ts';
import { printable } from '../printable.ts';
import { print, say } from '../terminal.ts';
import { readList } from './list.ts';
import { readModels } from './models.ts';

const options = {
  list: { type: 'string', value: 'FILE', help: 'The messages: a path a line, or "label<TAB>path".' },
  root: { type: 'string', value: 'FOLDER', help: 'Where the paths of the list start; else the current folder.' },
  model: { type: 'string', value: 'FILE', help: 'Instead of the shipped model; "none" leaves it out.' },
  'org-model': { type: 'string', value: 'FILE', help: "The organisation's own model as well." },
} as const satisfies OptionSpecs;

export const spamScoreCommand = defineCommand({
  name: 'spam score',
  operands: '',
  summary: 'Scores each message of a list by its content.',
  notes: `Prints "path<TAB>score<TAB>threshold" for each message, in the order of the list. A higher score is
more like unwanted mail; above the threshold it counts as such. Neither the label nor the path
is looked at.`,
  options,

  async run({ options, operands }, terminal) {
    noOperand(operands);
    const files = await readList(options, terminal);
    const models = await readModels(options, terminal);
    const progress = progressOf(files.length, terminal);
    let unread = 0;
    try {
      for (const { path, shown } of files) {
        const input = await readInputFile(path);
        await progress.step(async () => {
          if (input.ok) {
            const { score, threshold } = scoreContent(parseMessage(input.bytes), models);
            await print(terminal, `${shown}\t${score.toFixed(6)}\t${threshold.toFixed(6)}`);
          } else {
            unread += 1;
            say(terminal, `${printable(shown)} ${input.error.problem}. ${input.error.remedy}`);
          }
        });
      }
    } finally {
      progress.stop();
    }
    return unread > 0 ? exitCodes.found : exitCodes.fine;
  },
});
