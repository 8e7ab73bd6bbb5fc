/** The archive a command works on: its bucket and its organisation. */

import { organisationsIn } from '../../shared/archive/look-through.ts';
import type { Archive } from '../../shared/ports.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';
import { asking, bucketName, bucketOfStage } from '../state-bucket.ts';
import type { Terminal } from '../terminal.ts';

export const archiveOptions = {
  bucket: { type: 'string', value: 'BUCKET', help: 'The evidence bucket; else the variable EVIDENCE_BUCKET names it.' },
  stage: { type: 'string', value: 'STAGE', help: 'Instead of --bucket: the stage that was deployed.' },
  region: { type: 'string', value: 'REGION', help: 'The AWS region of the bucket; else as the AWS SDK finds it.' },
  organisation: {
    type: 'string',
    value: 'ID',
    help: 'The WorkMail organisation; else ORGANIZATION_ID, else the only one in the archive.',
  },
} as const satisfies OptionSpecs;

export type ArchiveOptions = Given<typeof archiveOptions>;

export interface ArchivePlace {
  readonly archive: Archive;
  readonly organisation: string;
  readonly bucket: string;
}

/** Works on the archive; what AWS refuses is said with what would help. It may take as long as it takes. */
export async function withArchive<T>(
  options: ArchiveOptions,
  terminal: Terminal,
  work: (place: ArchivePlace, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const bucket = await bucketOf(options, terminal);
  const [{ archive }, { clientIn }] = await Promise.all([
    import('../../shared/adapters/archive.ts'),
    import('../../shared/adapters/state-bucket.ts'),
  ]);
  const client = clientIn(options.region);
  const { signal } = new AbortController();
  try {
    return await asking(bucket, async () => {
      const store = archive(client, bucket);
      const organisation = await organisationOf(options, terminal, store, signal);
      return work({ archive: store, organisation, bucket }, signal);
    });
  } finally {
    client.destroy();
  }
}

async function bucketOf({ bucket, stage, region }: ArchiveOptions, { environment }: Terminal): Promise<string> {
  if (stage !== undefined) {
    if (bucket !== undefined) throw new CommandFault('usage', '--bucket and --stage both name a bucket. Give one.');
    return bucketOfStage('evidence', stage, region);
  }
  const named = bucket ?? environment['EVIDENCE_BUCKET'];
  if (named === undefined || named === '') {
    throw new CommandFault('usage', 'no evidence bucket is named. Give --bucket or --stage, or set EVIDENCE_BUCKET.');
  }
  return bucketName(named, bucket === undefined ? 'EVIDENCE_BUCKET' : '--bucket');
}

async function organisationOf(
  { organisation }: ArchiveOptions,
  { environment }: Terminal,
  archive: Archive,
  signal: AbortSignal,
): Promise<string> {
  const named = organisation ?? environment['ORGANIZATION_ID'];
  if (named !== undefined && named !== '') {
    if (/^m-[0-9a-f]{32}$/.test(named)) return named;
    throw new CommandFault(
      'usage',
      `${printable(JSON.stringify(named))} is no id of a WorkMail organisation: "m-" and 32 of 0-9 and a-f.`,
    );
  }
  const found = await organisationsIn(archive, signal);
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  throw new CommandFault(
    'usage',
    first === undefined
      ? 'the archive is empty, and no organisation is named. Give --organisation.'
      : `the archive holds several organisations: ${found.map(printable).join(', ')}. Give --organisation.`,
  );
}
