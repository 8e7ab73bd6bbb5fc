/** `mailweir structure`: how a message is built. */

import { pathsIn, runBatch } from '../batch.ts';
import { readInput, readInputFile } from '../check/input.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes } from '../fault.ts';
import { noOperand, oneOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { pathFrom, print } from '../terminal.ts';
import { structureOf } from './describe.ts';
import { textOf } from './text.ts';

export const structureCommand = defineCommand({
  name: 'structure',
  operands: 'FILE|-',
  summary: 'Shows how a message is built: parts, fields, files, defects.',
  notes: 'Ranges are octets of the file: the first one, and the one after the last.',
  options: {
    json: { type: 'boolean', help: 'One line of JSON, with all fields; --batch always gives JSON.' },
    batch: { type: 'string', value: 'LIST', help: 'Show the files that LIST names, one a line.' },
  },

  async run({ options: { json, batch }, operands }, terminal) {
    if (batch !== undefined) {
      noOperand(operands);
      return runBatch(
        await pathsIn(batch, terminal),
        terminal,
        ({ shown, bytes }) => print(terminal, jsonLine(structureOf(shown, bytes))),
        (_, file, error) => print(terminal, jsonLine({ schema: 'structure/v1', file, error })),
      );
    }
    const file = oneOperand(operands, 'a message');
    const input = await (file === '-' ? readInput(terminal.stdin) : readInputFile(pathFrom(terminal, file)));
    if (!input.ok) throw new CommandFault('found', `${printable(file)} ${input.error.problem}. ${input.error.remedy}`);
    const report = structureOf(file, input.bytes);
    await print(terminal, ...(json ? [jsonLine(report)] : textOf(report)));
    return exitCodes.fine;
  },
});
