/** `mailweir archive verify`: whether an export is whole and unaltered, without a network. */

import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../fault.ts';
import { oneOperand } from '../../operands.ts';
import { jsonLine, printable } from '../../printable.ts';
import { print, say } from '../../terminal.ts';
import { openExport } from './opened.ts';
import { publicKeyFrom } from './signing.ts';
import { verifyExport } from './verifying.ts';

export const archiveVerifyCommand = defineCommand({
  name: 'archive verify',
  operands: 'EXPORT',
  summary: 'Checks an export: signature, hashes, manifest and custody log; no network is used.',
  notes: `Each file that is missing, altered or added is named, and the command ends with 1. Without --key
the export proves only that it fits its own key: compare the fingerprint with one that you got
by another way.`,
  options: {
    key: {
      type: 'string',
      value: 'FILE',
      help: 'The public key of whoever made the export: FILE.pub of "archive key".',
    },
    json: { type: 'boolean', help: 'One line of JSON for each problem, and one for the whole.' },
  },

  async run({ options, operands }, terminal) {
    const shown = oneOperand(operands, 'the folder or .zip of an export');
    const key = options.key === undefined ? null : await publicKeyFrom(options.key, terminal);
    const files = await openExport(shown, terminal);
    try {
      const problems: { path: string; problem: string }[] = [];
      const done = await verifyExport(files, key, (path, problem) => problems.push({ path, problem }));
      for (const one of problems) {
        const schema = 'archive-problem/v1';
        await print(terminal, options.json ? jsonLine({ schema, ...one }) : printable(`${one.path} ${one.problem}`));
      }
      const whole = problems.length === 0;
      const { messages, sizeBytes, signedBy } = done;
      const said = `${messages} messages, ${sizeBytes} bytes, ${whole ? 'whole and unaltered' : `${problems.length} problems`}`;
      await print(
        terminal,
        options.json
          ? jsonLine({ schema: 'archive-verify/v1', ...done, keyGiven: key !== null, problems: problems.length })
          : `${said}; ${signedBy === null ? 'not signed' : `signed by ${signedBy}`}`,
      );
      if (whole && key === null)
        say(terminal, 'the key came with the export: compare its fingerprint with the one you know.');
      return whole ? exitCodes.fine : exitCodes.found;
    } finally {
      files.close();
    }
  },
});
