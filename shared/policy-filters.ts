/** The part of a policy document that follows from the registry: what each filter can be told, and its defaults. */

import * as v from 'valibot';
import type { Filter, OnMatch } from './filters/filter.ts';
import { filters } from './filters/index.ts';
import { say } from './policy-problems.ts';
import { Action, BounceMessage, Disposition, line, Mode, text } from './policy-values.ts';

export interface FilterPolicy {
  readonly enabled: boolean;
  /** `shadow`: judged and recorded, nothing follows. */
  readonly mode: 'enforce' | 'shadow';
  /** Output of the filter's own schema. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** For every reason the filter declares. */
  readonly onMatch: Readonly<Record<string, OnMatch>>;
}

const ifImpossible = v.optional(Disposition);

const Tag = line(40);

const FieldName = v.pipe(
  v.string(),
  v.regex(/^X-[A-Za-z0-9-]{1,60}$/, say('is not a name for a field of your own', 'Write a name such as X-Corp-Note.')),
  v.check(
    (name) => !/^x-(?:ses|mailweir)-/i.test(name),
    say('belongs to SES or to mailweir', 'Choose another name that begins with X-.'),
  ),
);

const EditRule = v.variant('kind', [
  v.strictObject({ kind: v.literal('add-field'), name: FieldName, value: line(500), ifImpossible }),
  v.strictObject({ kind: v.literal('tag-subject'), tag: Tag, ifImpossible }),
  v.strictObject({
    kind: v.literal('insert-banner'),
    text: text(2_000),
    html: v.optional(text(10_000)),
    tagIfImpossible: v.optional(Tag),
    ifImpossible,
  }),
  v.strictObject({ kind: v.literal('replace-attachment'), ifImpossible }),
  v.strictObject({ kind: v.literal('remove-attachment'), ifImpossible }),
  v.strictObject({ kind: v.literal('rewrite-links'), ifImpossible }),
]);

/** What a document leaves out stays as the filter declares it; `edits: []` takes the edits away. */
function onMatchSchema(defaults: OnMatch): v.GenericSchema<unknown, OnMatch> {
  return v.strictObject({
    disposition: v.optional(Disposition, defaults.disposition),
    bounceMessage: v.optional(BounceMessage, defaults.bounceMessage),
    insteadOfBounce: v.optional(
      v.picklist(['DEFAULT', 'BYPASS_SPAM_CHECK', 'MOVE_TO_JUNK', 'DROP']),
      defaults.insteadOfBounce,
    ),
    edits: v.optional(v.pipe(v.array(EditRule), v.maxLength(10)), [...defaults.edits]),
  });
}

function filterSchema(filter: Filter): v.GenericSchema<unknown, FilterPolicy> {
  return v.strictObject({
    enabled: v.optional(v.boolean(), true),
    mode: v.optional(Mode, 'enforce'),
    settings: v.optional(filter.settings, {}),
    onMatch: v.optional(
      v.strictObject(mapped(filter.reasons, ({ onMatch }) => v.optional(onMatchSchema(onMatch), {}))),
      {},
    ),
  });
}

export const FilterPolicies = v.strictObject(
  Object.fromEntries(filters.map((filter) => [filter.name, v.optional(filterSchema(filter), {})])),
);

/** A mailbox may say what follows for itself; what it does not name is as the organisation has it. */
export const MailboxOnMatch = v.strictObject(
  Object.fromEntries(
    filters.map(({ name, reasons }) => [
      name,
      v.exactOptional(v.strictObject(mapped(reasons, () => v.exactOptional(Action)))),
    ]),
  ),
);

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
