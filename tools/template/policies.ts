/** Rules over every policy: what is granted is named, and nothing is granted to everybody. */

import type { Problem, Rule } from './document.ts';
import { sourceKeysFor } from './sources.ts';
import { type Statement, statementsOf } from './statements.ts';

type StatementRule = (statement: Statement) => readonly Problem[];

const overStatements =
  (rule: StatementRule): Rule =>
  (template) =>
    statementsOf(template).flatMap(rule);

/** A name says what a statement is for, in the template and in CloudTrail. */
export const statementsAreNamed = overStatements(({ sid, place }) =>
  sid === undefined || sid === ''
    ? [{ thing: place, value: 'has no Sid', remedy: 'Give the statement a Sid that says what it is for.' }]
    : [],
);

export const namesAreUnique: Rule = (template) => {
  const seen = new Set<string>();
  return statementsOf(template).flatMap(({ sid, policy, place }) => {
    const name = `${policy} ${sid}`;
    if (sid === undefined || !seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ thing: place, value: `Sid ${sid} is there twice`, remedy: 'Give one of the two another Sid.' }];
  });
};

/** "All but" grants what AWS adds next year. */
export const nothingIsNegated = overStatements(({ place, negations }) =>
  negations.map((name) => ({ thing: place, value: name, remedy: `Name what is meant instead of using ${name}.` })),
);

export const noBareStar = overStatements(({ place, kind, resources }) =>
  kind === 'key' || !resources.includes('*')
    ? []
    : [{ thing: place, value: 'Resource *', remedy: 'Name the ARN of the resource.' }],
);

export const wildcardsAreTails = overStatements((statement) =>
  statement.resources
    .filter((resource) => resource !== '*' && /[*?]/.test(resource) && !isNamedUpToItsTail(resource, statement))
    .map((resource) => ({
      thing: statement.place,
      value: resource,
      remedy: 'Use a wildcard only as the tail of an ARN that names our organisation, bucket prefix or log group.',
    })),
);

/** Object keys there are hashes without a prefix: WorkMail takes letters, digits, "-" and "/" only. */
const bucketsWithoutPrefixes = ['ExchangeBucket'];

function isNamedUpToItsTail(resource: string, { kind }: Statement): boolean {
  const head = resource.slice(0, -1);
  if (!resource.endsWith('*') || /[*?]/.test(head) || !/[/:]$/.test(head)) return false;
  const names = namesIn(head);
  // A bucket's own policy speaks of the whole bucket; a role gets a prefix of it.
  const wholeBucket = names.length === 1 && isBucket(head);
  if (wholeBucket) return kind === 'resource' || bucketsWithoutPrefixes.includes(names[0] ?? '');
  return names.length >= 2;
}

/** What an ARN names after partition, service, region and account: bucket and prefix, or type and name. */
function namesIn(arn: string): readonly string[] {
  const attribute = /^\$\{(\w+)\.Arn\}/.exec(arn);
  if (attribute) return [attribute[1] ?? '', ...parts(arn.slice(attribute[0].length))];
  // References hold colons of their own.
  const [prefix, , , , , ...rest] = arn.replaceAll(/\$\{[^}]*\}/g, 'value').split(':');
  return prefix === 'arn' ? parts(rest.join(':')) : [];
}

function isBucket(arn: string): boolean {
  return /^\$\{\w+\.Arn\}\/|^arn:[^:]*(::\w+\})?:s3:/.test(arn);
}

function parts(text: string): readonly string[] {
  return text.split(/[/:]/).filter((part) => part !== '');
}

/** Deny may take all actions. A key's own policy hands the key to the account, which grants by its roles. */
export const allowNamesActions = overStatements(({ place, kind, effect, actions }) =>
  effect === 'Allow' && kind !== 'key'
    ? actions
        .filter((action) => /[*?]/.test(action))
        .map((value) => ({ thing: place, value, remedy: 'Name each action that is allowed.' }))
    : [],
);

export const nothingForEverybody = overStatements(({ place, effect, principals }) =>
  effect === 'Allow' && principals.includes('*')
    ? [{ thing: place, value: 'Principal *', remedy: 'Name the principal that is allowed.' }]
    : [],
);

/** A service acts for every customer of AWS: without a source it may be made to act for a stranger. */
export const servicesNameTheirSource = overStatements(({ place, kind, effect, principals, conditions }) => {
  if (kind !== 'resource' || effect !== 'Allow' || !principals.some((name) => name.endsWith('.amazonaws.com')))
    return [];
  return sourceKeysFor(principals)
    .map((key) => `aws:${key}`)
    .filter((key) => !conditions.some((condition) => condition.key === key))
    .map((key) => ({ thing: place, value: `no condition on ${key}`, remedy: `Add a condition on ${key}.` }));
});
