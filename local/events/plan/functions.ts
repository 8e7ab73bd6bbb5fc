/** How functions are asked: AWS::Lambda::EventInvokeConfig, AWS::Lambda::EventSourceMapping, and their own settings */

import * as v from 'valibot';
import type { ResolvedResource } from '../../deployment/resolve.ts';
import type { AsyncSpec } from '../async-attempts.ts';
import type { MappingSpec } from '../event-source-mapping.ts';
import { functionNameOf, readProperties, without } from './properties.ts';

export interface PlannedFunction extends AsyncSpec {
  readonly name: string;
  /** Undefined: it shares what no function has reserved. */
  readonly reservedConcurrency: number | undefined;
}

export interface PlannedMapping extends MappingSpec {
  readonly functionName: string;
  readonly queueArn: string;
}

/** The rest of a function is read by local/deployment/functions.ts. */
const Function = v.object({
  FunctionName: v.string(),
  ReservedConcurrentExecutions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  DeadLetterConfig: v.exactOptional(v.strictObject({ TargetArn: v.string() })),
});

const Destination = v.exactOptional(v.strictObject({ Destination: v.string() }));

const EventInvokeConfig = v.strictObject({
  FunctionName: v.string(),
  Qualifier: v.literal('$LATEST'),
  MaximumRetryAttempts: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2))),
  MaximumEventAgeInSeconds: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(21_600))),
  DestinationConfig: v.optional(v.strictObject({ OnSuccess: Destination, OnFailure: Destination }), {}),
});

const Mapping = v.strictObject({
  ...without,
  FunctionName: v.string(),
  EventSourceArn: v.string(),
  BatchSize: v.exactOptional(v.number()),
  MaximumBatchingWindowInSeconds: v.exactOptional(v.number()),
  FunctionResponseTypes: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
  ScalingConfig: v.optional(v.strictObject({ MaximumConcurrency: v.exactOptional(v.number()) }), {}),
  Enabled: v.optional(v.boolean(), true),
});

export function readFunctions(
  functions: readonly ResolvedResource[],
  configs: readonly ResolvedResource[],
): readonly PlannedFunction[] {
  const read = configs.map((resource) => readProperties(EventInvokeConfig, resource));
  return functions.map((resource) => {
    const { FunctionName: name, ReservedConcurrentExecutions, DeadLetterConfig } = readProperties(Function, resource);
    const config = read.find(({ FunctionName }) => functionNameOf(FunctionName) === name);
    return {
      name,
      reservedConcurrency: ReservedConcurrentExecutions,
      ...(DeadLetterConfig === undefined ? {} : { deadLetterArn: DeadLetterConfig.TargetArn }),
      ...(config === undefined ? {} : asyncSpec(config)),
    };
  });
}

function asyncSpec(config: v.InferOutput<typeof EventInvokeConfig>): AsyncSpec {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = config;
  const { OnSuccess, OnFailure } = DestinationConfig;
  return {
    ...(MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { maximumEventAgeSeconds: MaximumEventAgeInSeconds }),
    ...(OnSuccess === undefined ? {} : { onSuccessArn: OnSuccess.Destination }),
    ...(OnFailure === undefined ? {} : { onFailureArn: OnFailure.Destination }),
  };
}

/** Those that are enabled. */
export function readMappings(resources: readonly ResolvedResource[]): readonly PlannedMapping[] {
  return resources
    .map((resource) => readProperties(Mapping, resource))
    .filter(({ Enabled }) => Enabled)
    .map((mapping) => ({
      functionName: functionNameOf(mapping.FunctionName),
      queueArn: mapping.EventSourceArn,
      reportBatchItemFailures: mapping.FunctionResponseTypes.length > 0,
      ...(mapping.BatchSize === undefined ? {} : { batchSize: mapping.BatchSize }),
      ...(mapping.MaximumBatchingWindowInSeconds === undefined
        ? {}
        : { batchingWindowSeconds: mapping.MaximumBatchingWindowInSeconds }),
      ...(mapping.ScalingConfig.MaximumConcurrency === undefined
        ? {}
        : { maximumConcurrency: mapping.ScalingConfig.MaximumConcurrency }),
    }));
}
