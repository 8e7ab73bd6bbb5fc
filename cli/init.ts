/** `mailweir init`: what an organisation needs once, its policy document and its keys. Nothing is ever overwritten. */

import { writeFile } from 'node:fs/promises';
import type { StateBucket } from '../shared/adapters/state-bucket.ts';
import { normaliseDomain } from '../shared/mail/domain.ts';
import { initKeys, initRelationSecret, type KeyCreation, publishFirstPolicy } from '../shared/publish.ts';
import { defineCommand } from './command.ts';
import { CommandFault, exitCodes, systemCodeOf, systemProblem } from './fault.ts';
import { noOperand } from './operands.ts';
import { report } from './policy/publish.ts';
import { requirePolicy } from './policy/read.ts';
import { printable } from './printable.ts';
import { starterPolicy } from './starter-policy.ts';
import { bucketOf, bucketOptions, withStateBucket } from './state-bucket.ts';
import { pathFrom, print, type Terminal } from './terminal.ts';

export const initCommand = defineCommand({
  name: 'init',
  operands: '',
  summary: 'Makes the keys of an organisation and a policy to begin with.',
  notes: `Without --policy, a commented policy.yml is written to this folder if there is none. With a bucket,
the keys are made, one that signs our own header field and one under which senders are kept, and
the policy of --policy is put in force. What is there already is never overwritten.`,
  options: {
    ...bucketOptions,
    policy: { type: 'string', value: 'FILE', help: 'Put this policy in force if there is none.' },
    domain: { type: 'string', value: 'DOMAIN', help: 'The domain to write into policy.yml.' },
    rotate: { type: 'boolean', help: 'Make a new key that signs; the one before it still verifies.' },
  },

  async run({ options, operands }, terminal) {
    noOperand(operands);
    if (options.policy !== undefined && options.domain !== undefined) {
      throw new CommandFault(
        'usage',
        '--domain is for a new policy.yml, and --policy names one that is there. Give one of the two.',
      );
    }
    const policy = options.policy === undefined ? undefined : await requirePolicy(options.policy, terminal);
    const bucket = await bucketOf(options, terminal);
    if (bucket === undefined && (options.rotate || policy !== undefined)) {
      const option = options.rotate ? '--rotate' : '--policy';
      throw new CommandFault('usage', `${option} needs a state bucket. Give --bucket or --stage, or set STATE_BUCKET.`);
    }
    if (policy === undefined && !options.rotate) await writeStarter(options.domain, terminal);
    if (bucket === undefined) {
      await print(terminal, 'No keys were made: name the state bucket with --bucket or --stage once it is deployed.');
      return exitCodes.fine;
    }
    await makeKeys(bucket, options.rotate, terminal);
    if (policy === undefined) return exitCodes.fine;
    const publication = await withStateBucket(bucket, (state, signal) => publishFirstPolicy(state, policy, signal));
    if (publication.outcome !== 'kept') return report(publication, bucket.bucket, terminal);
    await print(terminal, `${bucket.bucket} has a policy already, and it stays. mailweir policy publish replaces it.`);
    return exitCodes.fine;
  },
});

const starterName = 'policy.yml';

async function writeStarter(domain: string | undefined, terminal: Terminal): Promise<void> {
  const name = domain === undefined ? 'corp.example' : normaliseDomain(domain);
  if (name === null || !name.includes('.')) {
    throw new CommandFault(
      'usage',
      `--domain is ${printable(JSON.stringify(domain))}, which is no domain name. Give one such as corp.example.`,
    );
  }
  try {
    await writeFile(pathFrom(terminal, starterName), starterPolicy(name), { flag: 'wx' });
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    if (code !== 'EEXIST')
      throw new CommandFault('environment', `${starterName} ${systemProblem(code)}.`, { cause: fault });
    await print(terminal, `${starterName} is here already, and it stays.`);
    return;
  }
  const next = domain === undefined ? ' Write your own domain into it in place of corp.example.' : '';
  await print(terminal, `${starterName} is written.${next}`);
}

async function makeKeys(bucket: StateBucket, rotate: boolean, terminal: Terminal): Promise<void> {
  const [secret, made] = await withStateBucket(bucket, async (state, signal) => [
    await initRelationSecret(state, signal),
    await initKeys(state, { now: () => new Date() }, { rotate }, signal),
  ]);
  await print(terminal, keyLine(made, bucket.bucket));
  if (secret === 'created')
    await print(
      terminal,
      `The key is made in ${bucket.bucket} under which it is kept whom mail comes from and goes to.`,
    );
  if (secret !== 'unusable') return;
  throw new CommandFault(
    'environment',
    `${bucket.bucket} has no usable key at key/relation/current: restore it, or delete it and everybody is a stranger again.`,
  );
}

function keyLine(made: KeyCreation, bucket: string): string {
  if (made.outcome === 'kept') return `${bucket} has the key ${made.kid}, and it stays. --rotate makes a new one.`;
  if (made.outcome === 'created') {
    const previous = made.previous === null ? '' : `, and ${made.previous} still verifies`;
    return `The key ${made.kid} is made in ${bucket}; it signs within five minutes${previous}.`;
  }
  const problem =
    made.outcome === 'conflict'
      ? `somebody else made keys in ${bucket} meanwhile: theirs hold, nothing was changed.`
      : `${bucket} names a key at key/mac/index that is not there or is none: mail is edited without our signature. --rotate makes a new one.`;
  throw new CommandFault('environment', problem);
}
