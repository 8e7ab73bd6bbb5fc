/**
 * A bucket's lifecycle as CloudFormation describes it (AWS::S3::Bucket, LifecycleConfiguration), as far
 * as our template uses it. A form that this server would not obey is refused by its name: an object
 * that stays here and goes on AWS is worse than no start.
 */

import * as v from 'valibot';

export const LifecycleRule = v.strictObject({
  id: v.string(),
  prefix: v.string(),
  /** Days after which a current version expires. */
  expirationDays: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Days after which a version expires that another has replaced. */
  noncurrentDays: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Takes delete markers away that hide nothing any more. */
  removesMarkers: v.exactOptional(v.boolean()),
});

export type LifecycleRule = v.InferOutput<typeof LifecycleRule>;

/** A template may give a number as text, too: a parameter always is text. */
const days = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))]),
  v.integer('must be a whole number of days'),
  v.minValue(1, 'must be at least 1'),
);

const Configuration = v.strictObject({
  Rules: v.array(
    v.strictObject({
      Id: v.exactOptional(v.string()),
      Status: v.picklist(['Enabled', 'Disabled']),
      Prefix: v.exactOptional(v.string()),
      Filter: v.exactOptional(v.strictObject({ Prefix: v.exactOptional(v.string()) })),
      ExpirationInDays: v.exactOptional(days),
      ExpiredObjectDeleteMarker: v.exactOptional(v.boolean()),
      NoncurrentVersionExpiration: v.exactOptional(v.strictObject({ NoncurrentDays: days })),
      NoncurrentVersionExpirationInDays: v.exactOptional(days),
      // There are no uploads in parts here, so there is nothing to abort.
      AbortIncompleteMultipartUpload: v.exactOptional(v.strictObject({ DaysAfterInitiation: days })),
    }),
  ),
});

type Written = v.InferOutput<typeof Configuration>['Rules'][number];

/** The rules that are enabled; none for `undefined`. Throws an error that names what is not known. */
export function lifecycleRules(properties: unknown): LifecycleRule[] {
  if (properties === undefined) return [];
  const parsed = v.safeParse(Configuration, properties);
  if (!parsed.success)
    throw new Error(`LifecycleConfiguration is not one the local S3 obeys: ${problems(parsed.issues)}`);
  const ids = new Set<string>();
  return parsed.output.Rules.flatMap((written, index) => {
    const id = written.Id ?? `rule-${index + 1}`;
    if (ids.has(id)) throw problem(id, 'another rule has the same Id');
    ids.add(id);
    const rule = readRule(id, written);
    return written.Status === 'Enabled' ? [rule] : [];
  });
}

function readRule(id: string, written: Written): LifecycleRule {
  const { Prefix, Filter, ExpirationInDays, ExpiredObjectDeleteMarker } = written;
  if (Prefix !== undefined && Filter !== undefined) throw problem(id, 'give Prefix or Filter, not both');
  // S3 User Guide, "Lifecycle configuration elements": days already take such markers away.
  if (ExpirationInDays !== undefined && ExpiredObjectDeleteMarker !== undefined) {
    throw problem(id, 'ExpiredObjectDeleteMarker cannot stand with ExpirationInDays; give it a rule of its own');
  }
  const noncurrentDays =
    written.NoncurrentVersionExpiration?.NoncurrentDays ?? written.NoncurrentVersionExpirationInDays;
  if (
    ExpirationInDays === undefined &&
    ExpiredObjectDeleteMarker === undefined &&
    noncurrentDays === undefined &&
    written.AbortIncompleteMultipartUpload === undefined
  ) {
    throw problem(id, 'it has no action');
  }
  return {
    id,
    prefix: Prefix ?? Filter?.Prefix ?? '',
    ...(ExpirationInDays !== undefined && { expirationDays: ExpirationInDays }),
    ...(noncurrentDays !== undefined && { noncurrentDays }),
    ...(ExpiredObjectDeleteMarker === true && { removesMarkers: true }),
  };
}

const problem = (id: string, what: string): Error => new Error(`Lifecycle rule ${JSON.stringify(id)}: ${what}.`);

/** Where and what, each on its own: `Rules.0.Transitions: Invalid key…`. */
export const problems = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues.map((issue) => `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`).join('; ');
