/** `mailweir spam models` and `mailweir spam rollback`: the versions of the organisation's model. */

import { modelVersions, rollBack } from '../../shared/learning.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes } from '../fault.ts';
import { noOperand, oneOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { bucketOptions, requireBucket, withStateBucket } from '../state-bucket.ts';
import { print } from '../terminal.ts';

export const spamModelsCommand = defineCommand({
  name: 'spam models',
  operands: '',
  summary: "Lists the versions of the organisation's model.",
  notes: `Newest first; the one with "*" is in force. "worse" was kept out of force, since it judged
held labels worse than the version before it.`,
  options: { ...bucketOptions, json: { type: 'boolean', help: 'One line of JSON for each version.' } },

  async run({ options, operands }, terminal) {
    noOperand(operands);
    const bucket = await requireBucket(options, terminal);
    const { current, versions } = await withStateBucket(bucket, modelVersions);
    for (const one of versions.toReversed()) {
      const isInForce = one.version === current;
      const { version, at, counted, held, outcome } = one;
      const judged = `held ${held.spam + held.ham}: loss ${held.loss}, ${held.lost} good lost`;
      const line = `${isInForce ? '*' : ' '} ${version}  ${at}  ${outcome}  ${counted.spam} unwanted, ${counted.ham} good  ${judged}`;
      await print(terminal, options.json ? jsonLine({ schema: 'spam-model/v1', isInForce, ...one }) : line);
    }
    if (current === 0 && !options.json) await print(terminal, 'None is in force: the shipped model judges alone.');
    return exitCodes.fine;
  },
});

export const spamRollbackCommand = defineCommand({
  name: 'spam rollback',
  operands: 'VERSION',
  summary: "Puts another version of the organisation's model in force.",
  notes: `With it the labels it was made from hold again, and what was taught since counts no more.
Version 0 is none: the shipped model judges alone. The functions follow within a minute.`,
  options: bucketOptions,

  async run({ options, operands }, terminal) {
    const given = oneOperand(operands, 'a version');
    if (!/^\d{1,9}$/.test(given)) {
      throw new CommandFault(
        'usage',
        `${printable(JSON.stringify(given))} is no version: "mailweir spam models" lists them.`,
      );
    }
    const bucket = await requireBucket(options, terminal);
    const version = await withStateBucket(bucket, (state, signal) => rollBack(state, Number(given), signal));
    await print(
      terminal,
      version === null
        ? `No version is in force in ${bucket.bucket}: the shipped model judges alone.`
        : `Version ${version.version} of ${version.at} is in force in ${bucket.bucket}.`,
    );
    return exitCodes.fine;
  },
});
