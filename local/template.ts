/**
 * What serverless.yml says about the function and its buckets, so that both run here as they are deployed.
 *
 * Reads the sources, not the packaged template: no packaging before a start. Of the framework's variables
 * it knows those that the function and the buckets use, and refuses the others.
 */

import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { BucketSpec } from './s3/bucket.ts';
import { lifecycleRules } from './s3/lifecycle-rules.ts';

export interface TemplateValues {
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
  /** Values of `${param:…}`; the template's defaults hold for the rest. */
  readonly params: Readonly<Record<string, string>>;
}

export interface DeployedFunction {
  readonly name: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memorySizeMb: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Deployment {
  readonly inbound: DeployedFunction;
  readonly buckets: { readonly evidence: BucketSpec; readonly exchange: BucketSpec; readonly state: BucketSpec };
}

const Reference = v.object({ Ref: v.string() });
const Service = v.object({
  params: v.object({ default: v.record(v.string(), v.unknown()) }),
  functions: v.object({
    inbound: v.object({
      name: v.string(),
      handler: v.string(),
      timeout: v.number(),
      memorySize: v.number(),
      environment: v.record(v.string(), v.union([v.string(), Reference])),
    }),
  }),
});

const Bucket = v.object({
  Type: v.literal('AWS::S3::Bucket'),
  Properties: v.object({
    BucketName: v.string(),
    ObjectLockEnabled: v.optional(v.boolean(), false),
    VersioningConfiguration: v.optional(v.object({ Status: v.string() })),
    LifecycleConfiguration: v.optional(v.unknown()),
  }),
});

export async function readDeployment(values: TemplateValues): Promise<Deployment> {
  const document = await readYaml('serverless.yml');
  const { functions, params } = v.parse(Service, document);
  const resolve = resolver(document, { ...params.default, ...values.params }, values);
  const bucket = async (name: string, id: string): Promise<readonly [string, BucketSpec]> => {
    const { Resources } = v.parse(
      v.object({ Resources: v.record(v.string(), v.unknown()) }),
      await readYaml(`serverless/${name}.yml`),
    );
    return [id, bucketSpec(v.parse(Bucket, Resources[id]), resolve)];
  };
  const [evidence, exchange, state] = await Promise.all([
    bucket('evidence', 'EvidenceBucket'),
    bucket('exchange', 'ExchangeBucket'),
    bucket('state', 'StateBucket'),
  ]);
  const names = new Map([evidence, exchange, state].map(([id, { name }]) => [id, name]));
  const { inbound } = functions;
  const environment = Object.entries(inbound.environment).map(([variable, value]) => [
    variable,
    typeof value === 'string' ? resolve(value) : known(names.get(value.Ref), `!Ref ${value.Ref}`),
  ]);
  return {
    inbound: {
      name: resolve(inbound.name),
      handler: inbound.handler,
      timeoutMs: inbound.timeout * 1000,
      memorySizeMb: inbound.memorySize,
      environment: v.parse(v.record(v.string(), v.string()), Object.fromEntries(environment)),
    },
    buckets: { evidence: evidence[1], exchange: exchange[1], state: state[1] },
  };
}

/** `!Ref X` becomes `{ Ref: 'X' }`, the other short forms of CloudFormation their plain content. */
async function readYaml(path: string): Promise<unknown> {
  const text = await readFile(new URL(`../${path}`, import.meta.url), 'utf8');
  const ref = { tag: '!Ref', resolve: (id: string) => ({ Ref: id }) };
  return parse(text, { customTags: [ref], logLevel: 'error' });
}

function bucketSpec({ Properties: properties }: v.InferOutput<typeof Bucket>, resolve: Resolve): BucketSpec {
  return {
    name: resolve(properties.BucketName),
    versioned: properties.VersioningConfiguration?.Status === 'Enabled',
    objectLock: properties.ObjectLockEnabled,
    lifecycle: lifecycleRules(properties.LifecycleConfiguration),
  };
}

type Resolve = (text: string) => string;

function resolver(document: unknown, params: Readonly<Record<string, unknown>>, values: TemplateValues): Resolve {
  const valueOf = (variable: string): unknown => {
    if (variable === 'sls:stage') return values.stage;
    if (variable === 'AWS::Region') return values.region;
    if (variable === 'AWS::AccountId') return values.accountId;
    if (variable.startsWith('param:')) return new Map(Object.entries(params)).get(variable.slice('param:'.length));
    if (variable.startsWith('self:')) return at(document, variable.slice('self:'.length).split('.'));
    return undefined;
  };
  const resolve: Resolve = (text) =>
    text.replaceAll(/\$\{([^{}]+)\}/g, (whole, variable: string) => resolve(known(valueOf(variable), whole)));
  return resolve;
}

function at(value: unknown, keys: readonly string[]): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return at(new Map<string, unknown>(Object.entries(value)).get(key), rest);
}

function known(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`serverless.yml: ${name} is not known to the local organisation. Teach it to local/template.ts.`);
}
