/** The state bucket a command works on: how it is named, and what to do where AWS refuses. */

import type { AdministeredState, BucketKind, StateBucket } from '../shared/adapters/state-bucket.ts';
import { PermanentError, TransientError } from '../shared/errors.ts';
import type { Given, OptionSpecs } from './arguments.ts';
import { CommandFault } from './fault.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

export const bucketOptions = {
  bucket: {
    type: 'string',
    value: 'BUCKET',
    help: 'The state bucket; else the variable STATE_BUCKET names it.',
  },
  stage: { type: 'string', value: 'STAGE', help: 'Instead of --bucket: the stage that was deployed.' },
  region: { type: 'string', value: 'REGION', help: 'The AWS region of the bucket; else as the AWS SDK finds it.' },
} as const satisfies OptionSpecs;

type BucketOptions = Given<typeof bucketOptions>;

/** The bucket that was named, if one was; for a stage AWS is asked. */
export async function bucketOf(
  { bucket, stage, region }: BucketOptions,
  { environment }: Terminal,
): Promise<StateBucket | undefined> {
  if (stage !== undefined) {
    if (bucket !== undefined) throw new CommandFault('usage', '--bucket and --stage both name a bucket. Give one.');
    return { bucket: await bucketOfStage('state', stage, region), region };
  }
  const named = bucket ?? environment['STATE_BUCKET'];
  if (named === undefined || named === '') return undefined;
  return { bucket: bucketName(named, bucket === undefined ? 'STATE_BUCKET' : '--bucket'), region };
}

/** As config.ts takes them for the functions; `from` is where it was given. */
export function bucketName(named: string, from: string): string {
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(named)) return named;
  throw new CommandFault(
    'usage',
    `${from} is ${printable(JSON.stringify(named))}, which is no name of a bucket of ours: 3 to 63 of a-z, 0-9 and "-".`,
  );
}

export async function requireBucket(options: BucketOptions, terminal: Terminal): Promise<StateBucket> {
  const bucket = await bucketOf(options, terminal);
  if (bucket !== undefined) return bucket;
  throw new CommandFault('usage', 'no state bucket is named. Give --bucket or --stage, or set STATE_BUCKET.');
}

export async function bucketOfStage(kind: BucketKind, stage: string, region: string | undefined): Promise<string> {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(stage)) {
    throw new CommandFault(
      'usage',
      `--stage is ${printable(JSON.stringify(stage))}, which is no name of a stage: a letter, then a-z, 0-9 and "-".`,
    );
  }
  const found = await asking(`the buckets of stage ${stage}`, async () => {
    const { bucketsOfStage } = await adapter();
    return bucketsOfStage(kind, stage, region, AbortSignal.timeout(withinMs));
  });
  const [first, second] = found;
  if (first === undefined) {
    const where = region === undefined ? '' : ` in ${region}`;
    throw new CommandFault(
      'environment',
      `there is no ${kind} bucket of stage ${stage}${where}. Deploy it, or check --region and AWS_PROFILE.`,
    );
  }
  if (second === undefined) return first;
  throw new CommandFault(
    'environment',
    `stage ${stage} has several ${kind} buckets: ${found.join(', ')}. Give --bucket or --region.`,
  );
}

/** Longer than all tries of one call. */
const withinMs = 60_000;

/** Does something with the bucket; what AWS refuses is said with what would help. */
export async function withStateBucket<T>(
  where: StateBucket,
  work: (state: AdministeredState, signal: AbortSignal) => Promise<T>,
  endMs = withinMs,
): Promise<T> {
  const { stateBucket } = await adapter();
  const state = stateBucket(where);
  try {
    return await asking(where.region === undefined ? where.bucket : `${where.bucket} (${where.region})`, () =>
      work(state, AbortSignal.timeout(endMs)),
    );
  } finally {
    state.close();
  }
}

/** Only when it is needed: the SDK is most of the time that a command without it takes to start. */
function adapter() {
  return import('../shared/adapters/state-bucket.ts');
}

/** What AWS refuses is said with what would help. */
export async function asking<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    throw explained(fault, place);
  }
}

function explained(fault: unknown, place: string): unknown {
  if (fault instanceof Error && fault.message === 'Region is missing') {
    return new CommandFault('environment', 'no AWS region is known. Give --region, or set AWS_REGION.', {
      cause: fault,
    });
  }
  const refused = fault instanceof TransientError || fault instanceof PermanentError;
  // Without a cause it is not AWS that speaks.
  if (!refused || !(fault.cause instanceof Error)) return fault;
  const said = printable(fault.cause.message === '' ? fault.message : fault.cause.message);
  const remedy = remedies.get(fault.code) ?? (fault instanceof TransientError ? tryAgain : '');
  return new CommandFault('environment', `${place}: ${said.replace(/\.?$/, '.')} ${remedy}`.trimEnd(), {
    cause: fault,
  });
}

const tryAgain = 'Check the connection to AWS and try again.';

/** By the code that fault.ts gives an error of the SDK. */
const remedies: ReadonlyMap<string, string> = new Map([
  [
    'access-denied',
    'You need s3:GetObject and s3:PutObject on its objects and s3:ListBucket on it (--stage: s3:ListAllMyBuckets).',
  ],
  ['no-such-bucket', 'Check its name and the account; sls deploy creates it.'],
  ['permanent-redirect', 'It is in another region: give --region.'],
  ['authorization-header-malformed', 'It is in another region: give --region.'],
  ['credentials-provider-error', 'Sign in to AWS, or set AWS_PROFILE.'],
  ['expired-token', 'Sign in to AWS again.'],
  ['invalid-access-key-id', 'Check AWS_PROFILE or the access key in the environment.'],
  ['signature-does-not-match', 'Check the secret access key in the environment.'],
]);
