/** `mailweir archive export`: copies of messages for somebody else, who can tell that they are whole and unaltered. */

import { randomUUID } from 'node:crypto';
import { writeAct } from '../../../shared/archive/act.ts';
import { readActs } from '../../../shared/archive/acts.ts';
import { defineCommand } from '../../command.ts';
import { CommandFault, exitCodes } from '../../fault.ts';
import { oneOperand } from '../../operands.ts';
import { jsonLine, printable } from '../../printable.ts';
import { print, say } from '../../terminal.ts';
import { actingOptions, actorFrom, reasonFrom } from '../acting.ts';
import { archiveOptions, withArchive } from '../place.ts';
import { countedProgress } from '../progress.ts';
import { queryFrom, queryOptions } from '../query-options.ts';
import { exportForms, exportInto } from './exporting.ts';
import { newPackage } from './package.ts';
import { signerFrom } from './signing.ts';

export const archiveExportCommand = defineCommand({
  name: 'archive export',
  operands: 'OUT',
  summary: 'Copies messages out of the archive, with a manifest, a custody log and a signature.',
  notes: `OUT is a new folder, or a new zip where its name ends in .zip. Without a query it takes all.
Each original is compared with its record; what cannot be given out is named, stands in the
custody log, and the command ends with 1. "archive verify" checks the result without a network.
Who exported what, when and why stands in the archive.`,
  options: {
    ...archiveOptions,
    form: { type: 'string', value: 'eml|mbox', help: 'One file for each message (unless told), or one mbox (mboxrd).' },
    key: { type: 'string', value: 'FILE', help: 'The private key that signs; "archive key" makes one.' },
    ...actingOptions,
    ...queryOptions,
    json: { type: 'boolean', help: 'The result as one line of JSON.' },
  },

  async run({ options, operands }, terminal) {
    const shown = oneOperand(operands, 'the folder or .zip to write');
    const query = queryFrom(options);
    const form = exportForms.find((one) => one === (options.form ?? 'eml'));
    if (form === undefined) {
      throw new CommandFault('usage', `--form is ${printable(JSON.stringify(options.form))}: it is eml or mbox.`);
    }
    if (options.key === undefined) {
      throw new CommandFault(
        'usage',
        '--key is missing: the private key that signs. "mailweir archive key FILE" makes one.',
      );
    }
    const why = reasonFrom(options);
    const { by, at, retention } = actorFrom(options, terminal, new Date());
    const signer = await signerFrom(options.key, terminal);
    const exportId = randomUUID();

    return withArchive(options, terminal, async ({ archive, organisation }, signal) => {
      const pack = await newPackage(shown, terminal);
      const { acts, damaged } = await readActs(archive, organisation, signal);
      const head = { schema: 'act/v1', by, at: at.toISOString(), exportId } as const;
      const begun = { ...head, act: 'export', why, query: { ...query }, signedBy: signer.fingerprint } as const;
      await writeAct(archive, organisation, begun, retention, signal);
      const progress = countedProgress(null, terminal);
      const done = await exportInto(
        pack,
        {
          archive,
          organisation,
          query,
          form,
          signer,
          acts,
          story: { exportId, by, why, at: head.at },
          step: () => progress.step(),
        },
        signal,
      )
        .catch((fault: unknown) => {
          progress.aside(() => say(terminal, `${printable(shown)} is unfinished and has no signature: delete it.`));
          throw fault;
        })
        .finally(() => progress.stop());
      const { messages, sizeBytes, leftOut, touched, sha256 } = done;
      const ended = { ...head, at: new Date().toISOString(), act: 'exported', messages, sizeBytes, sha256 } as const;
      await writeAct(archive, organisation, ended, retention, signal);
      for (const { where, problem } of leftOut) say(terminal, printable(`${where} was left out: ${problem}`));
      for (const { where, problem } of touched) say(terminal, printable(`${where} ${problem}`));
      for (const { where, problem } of damaged) say(terminal, printable(`${where} ${problem}`));
      const result = { schema: 'archive-export/v1', exportId, messages, sizeBytes, leftOut: leftOut.length };
      await print(
        terminal,
        options.json
          ? jsonLine({ ...result, sha256, signedBy: signer.fingerprint })
          : `${messages} messages, ${sizeBytes} bytes in ${printable(shown)}; signed by ${signer.fingerprint}`,
      );
      return leftOut.length + touched.length + damaged.length > 0 || messages === 0 ? exitCodes.found : exitCodes.fine;
    });
  },
});
