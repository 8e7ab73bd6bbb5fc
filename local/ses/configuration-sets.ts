/**
 * Configuration sets: what a message may name to have its events published (SES Developer Guide, "Using
 * configuration sets"), and how a CloudFormation template declares them.
 */

import * as v from 'valibot';
import { AwsFault } from '../aws/fault.ts';
import type { SuppressionReason } from './suppression.ts';

export const eventTypes = ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject', 'DeliveryDelay'] as const;
export type EventType = (typeof eventTypes)[number];

export interface EventDestination {
  /** The SNS topic's. */
  readonly topicArn: string;
  readonly types: readonly EventType[];
}

export interface ConfigurationSet {
  readonly name: string;
  /** False: a message that names this set is refused. */
  readonly sendingEnabled?: boolean;
  /** In place of the account's; empty = the suppression list does not count. */
  readonly suppressedReasons?: readonly SuppressionReason[];
  readonly destinations: readonly EventDestination[];
}

/** The set of that name. Throws where there is none, or it may not send. */
export function configurationSetNamed(name: string, sets: readonly ConfigurationSet[]): ConfigurationSet {
  const found = sets.find((set) => set.name === name);
  if (!found) throw new AwsFault(404, 'NotFoundException', `Configuration set <${name}> does not exist.`);
  if (found.sendingEnabled !== false) return found;
  throw new AwsFault(400, 'SendingPausedException', `Sending paused for configuration set <${name}>.`);
}

const SetResource = v.object({
  type: v.literal('AWS::SES::ConfigurationSet'),
  ref: v.optional(v.string()),
  properties: v.object({
    Name: v.exactOptional(v.string()),
    SendingOptions: v.exactOptional(v.object({ SendingEnabled: v.exactOptional(v.boolean()) })),
    SuppressionOptions: v.exactOptional(
      v.object({ SuppressedReasons: v.exactOptional(v.array(v.picklist(['BOUNCE', 'COMPLAINT']))) }),
    ),
  }),
});

const DestinationResource = v.object({
  type: v.literal('AWS::SES::ConfigurationSetEventDestination'),
  properties: v.object({
    ConfigurationSetName: v.string(),
    EventDestination: v.object({
      Enabled: v.optional(v.boolean(), false),
      MatchingEventTypes: v.array(v.string()),
      SnsDestination: v.exactOptional(v.object({ TopicARN: v.string() })),
    }),
  }),
});

/** A resource of a template, as far as it is read here. */
export interface DeclaredResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What `Ref` gives: the name, also of a set that CloudFormation names. */
  readonly ref?: string | undefined;
}

/** The sets of a template whose references and variables are replaced by their values. Only SNS destinations count. */
export function configurationSetsIn(resources: Iterable<DeclaredResource>): readonly ConfigurationSet[] {
  const all = [...resources];
  const destinations = all.flatMap((resource) => {
    const read = v.safeParse(DestinationResource, resource);
    return read.success ? [read.output.properties] : [];
  });
  return all.flatMap((resource) => {
    const read = v.safeParse(SetResource, resource);
    if (!read.success) return [];
    const { Name: name = read.output.ref, SendingOptions, SuppressionOptions } = read.output.properties;
    if (name === undefined) return [];
    const { SuppressedReasons } = SuppressionOptions ?? {};
    return [
      {
        name,
        sendingEnabled: SendingOptions?.SendingEnabled ?? true,
        ...(SuppressedReasons && { suppressedReasons: SuppressedReasons }),
        destinations: destinations
          .filter(
            ({ ConfigurationSetName, EventDestination }) => ConfigurationSetName === name && EventDestination.Enabled,
          )
          .flatMap(({ EventDestination: { SnsDestination, MatchingEventTypes } }) =>
            SnsDestination ? [{ topicArn: SnsDestination.TopicARN, types: MatchingEventTypes.flatMap(eventType) }] : [],
          ),
      },
    ];
  });
}

/** CloudFormation spells them `send` and `deliveryDelay`, or as the API does, `SEND` and `DELIVERY_DELAY`. */
function eventType(given: string): readonly EventType[] {
  const plain = given.replaceAll('_', '').toLowerCase();
  return eventTypes.filter((type) => type.toLowerCase() === plain);
}
