/**
 * The function's settings: the environment, read once. Wrong settings stop the start: WorkMail's
 * fallback and an alarm are better than a guess.
 */

import * as v from 'valibot';

const BucketName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'a bucket name without dots'));

const Common = {
  ORGANIZATION_ID: v.pipe(
    v.string(),
    v.regex(/^m-[0-9a-f]{32}$/, 'a WorkMail organisation id: "m-" and 32 hex digits'),
  ),
  STAGE: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/, 'a stage name: a letter, then letters, digits, "-"')),
  EVIDENCE_BUCKET: BucketName,
  STATE_BUCKET: BucketName,
};

const Environment = v.object({
  ...Common,
  EXCHANGE_BUCKET: BucketName,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: v.pipe(
    v.string(),
    v.regex(/^\d{3,5}$/, 'the memory of the function in MB, set by Lambda'),
  ),
  ON_PERMANENT_ERROR: v.picklist(['DEFAULT', 'MOVE_TO_JUNK'], '"DEFAULT" or "MOVE_TO_JUNK"'),
});

/** What a follower is told: the archive, the states, and whose they are. */
export interface FollowerConfig {
  readonly organisation: string;
  readonly stage: string;
  readonly evidenceBucket: string;
  readonly stateBucket: string;
}

export interface JournalConfig extends FollowerConfig {
  /** Of SES, whose events tell what becomes of reports. */
  readonly configurationSet: string;
}

export interface ReconcileConfig extends FollowerConfig {
  /** Where WorkMail writes its event log in CloudWatch Logs; null: nothing is held against it. */
  readonly eventLogGroup: string | null;
  /** The timeout of our flow rule. */
  readonly ruleTimeoutMs: number;
  /** A mailbox of the organisation; null: no canary is sent. */
  readonly canaryAddress: string | null;
}

export interface Config extends FollowerConfig {
  readonly exchangeBucket: string;
  /** The function's memory, in MB; Lambda ends a process that holds more. */
  readonly memoryMb: number;
  /** What a message is answered whose processing failed for good. */
  readonly onPermanentError: 'DEFAULT' | 'MOVE_TO_JUNK';
  /** The source's patience less a margin, from the moment it called, in milliseconds. */
  readonly answerWithinMs: number;
}

/** WorkMail waits 15 s including cold start (guide); the function's own time limit is 12 s. */
const answerWithinMs = 10_000;

/** SES API v2 Reference, CreateConfigurationSet. */
const ConfigurationSet = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'the name of a configuration set of SES'));

/** CloudWatch Logs API Reference, CreateLogGroup. */
const LogGroup = v.pipe(v.string(), v.regex(/^[\w./#-]{1,512}$/, 'the name of a log group, or "none"'));

/** One that can stand in a header field as it is. */
const MailAddress = v.pipe(
  v.string(),
  v.regex(/^[\w.+-]{1,64}@[A-Za-z0-9.-]{1,255}$/, 'an address of the organisation, or "off"'),
);

const Minutes = v.pipe(v.string(), v.regex(/^\d{1,3}$/, 'a number of minutes'));

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the settings. Throws an `Error` that names each variable, its value and what it should be. */
export function loadConfig(environment: Variables): Config {
  const output = read(Environment, environment);
  return {
    ...common(output),
    exchangeBucket: output.EXCHANGE_BUCKET,
    memoryMb: Number(output.AWS_LAMBDA_FUNCTION_MEMORY_SIZE),
    onPermanentError: output.ON_PERMANENT_ERROR,
    answerWithinMs,
  };
}

/** Reads the settings of a follower. Throws as `loadConfig` does. */
export function loadFollowerConfig(environment: Variables): FollowerConfig {
  return common(read(v.object(Common), environment));
}

/** Reads the settings of `journal`. Throws as `loadConfig` does. */
export function loadJournalConfig(environment: Variables): JournalConfig {
  const output = read(v.object({ ...Common, JOURNAL_CONFIGURATION_SET: ConfigurationSet }), environment);
  return { ...common(output), configurationSet: output.JOURNAL_CONFIGURATION_SET };
}

/** Reads the settings of `reconcile`. Throws as `loadConfig` does. */
export function loadReconcileConfig(environment: Variables): ReconcileConfig {
  const schema = v.object({
    ...Common,
    EVENT_LOG_GROUP: LogGroup,
    RULE_TIMEOUT_MINUTES: Minutes,
    CANARY_ADDRESS: v.union([v.literal('off'), MailAddress]),
  });
  const output = read(schema, environment);
  return {
    ...common(output),
    eventLogGroup: output.EVENT_LOG_GROUP === 'none' ? null : output.EVENT_LOG_GROUP,
    ruleTimeoutMs: Number(output.RULE_TIMEOUT_MINUTES) * 60_000,
    canaryAddress: output.CANARY_ADDRESS === 'off' ? null : output.CANARY_ADDRESS,
  };
}

function common(output: v.InferOutput<v.ObjectSchema<typeof Common, undefined>>): FollowerConfig {
  return {
    organisation: output.ORGANIZATION_ID,
    stage: output.STAGE,
    evidenceBucket: output.EVIDENCE_BUCKET,
    stateBucket: output.STATE_BUCKET,
  };
}

function read<T>(schema: v.GenericSchema<unknown, T>, environment: Variables): T {
  const result = v.safeParse(schema, environment);
  if (result.success) return result.output;
  const problems = result.issues.map(({ path, message }) => {
    const name = String(path?.[0]?.key);
    return `${name} is ${JSON.stringify(environment[name])}; it must be ${environment[name] === undefined ? 'set' : message}`;
  });
  throw new Error(
    `The function's environment is wrong: ${problems.join('. ')}. Set it in serverless.yml and deploy again.`,
  );
}
