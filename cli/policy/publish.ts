/** `mailweir policy publish`: puts a policy document in force. */

import { type Publication, publishPolicy } from '../../shared/publish.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, type ExitCode, exitCodes } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { bucketOptions, requireBucket, withStateBucket } from '../state-bucket.ts';
import { print, type Terminal } from '../terminal.ts';
import { requirePolicy } from './read.ts';

export const policyPublishCommand = defineCommand({
  name: 'policy publish',
  operands: 'FILE',
  summary: 'Checks a policy document and puts it in force.',
  notes: `The compiled policy is written under its own hash and stays; then the pointer to it moves, unless
somebody else moved it meanwhile. The functions follow within a minute.`,
  options: bucketOptions,

  async run({ options, operands }, terminal) {
    const path = oneOperand(operands, 'a policy document');
    const policy = await requirePolicy(path, terminal);
    const bucket = await requireBucket(options, terminal);
    const publication = await withStateBucket(bucket, (state, signal) => publishPolicy(state, policy, signal));
    return report(publication, bucket.bucket, terminal);
  },
});

export async function report(publication: Publication, bucket: string, terminal: Terminal): Promise<ExitCode> {
  const { outcome, sha256 } = publication;
  if (outcome === 'conflict') {
    throw new CommandFault(
      'environment',
      `somebody else put a policy in force in ${bucket} meanwhile: theirs holds, nothing was changed. See what it says, then publish again.`,
    );
  }
  if (outcome === 'unchanged') {
    await print(terminal, `The policy ${sha256} is in force in ${bucket} already: unchanged.`);
    return exitCodes.fine;
  }
  const { previous, repaired } = publication;
  await print(
    terminal,
    `The policy ${sha256} is in force in ${bucket}.`,
    previous === null ? 'There was none before it.' : `Before it: ${previous}.`,
    ...(repaired ? ['What lay under policy/current named no policy and is replaced.'] : []),
  );
  return exitCodes.fine;
}
