/** Rules over the functions: what they run on, as whom, and who may call them. */

import { at, listOf, ofType, type Problem, type Resource, type Rule, type Template, textsOf } from './document.ts';
import { type ExpectedFunction, expectedFunctions } from './expected-functions.ts';
import { sourceKeysFor } from './sources.ts';

export const functionsAreAsPromised: Rule = (template) => {
  const functions = ofType(template, 'AWS::Lambda::Function');
  const unknown = functions.filter(({ id }) => !expectedFunctions.some((expected) => expected.id === id));
  return [
    ...unknown.map(({ id }) => ({
      thing: id,
      value: 'is a function nobody expects',
      remedy: 'Add it to tools/template/expected-functions.ts.',
    })),
    ...expectedFunctions.flatMap((expected) => {
      const found = functions.find(({ id }) => id === expected.id);
      return found
        ? compare(found, expected)
        : [{ thing: expected.id, value: 'is missing', remedy: 'Add the function to serverless.yml.' }];
    }),
  ];
};

function compare({ id, properties }: Resource, expected: ExpectedFunction): readonly Problem[] {
  const wanted: readonly (readonly [path: readonly string[], value: string])[] = [
    [['Runtime'], 'nodejs24.x'],
    [['Architectures'], 'arm64'],
    [['Handler'], expected.handler],
    [['Timeout'], String(expected.timeoutSeconds)],
  ];
  const problems = wanted.flatMap(([path, value]) => {
    const actual = textsOf(at(properties, ...path)).join() || 'none';
    return actual === value ? [] : [{ thing: `${id}.${path.join('.')}`, value: actual, remedy: `Set it to ${value}.` }];
  });
  const artifact = textsOf(at(properties, 'Code', 'S3Key')).join();
  if (artifact.endsWith(`/${expected.artifact}`)) return problems;
  const remedy = `Set package.artifact to dist/${expected.artifact}, which tools/build.ts makes.`;
  return [...problems, { thing: `${id}.Code.S3Key`, value: artifact, remedy }];
}

export const functionsHaveLogs: Rule = (template) =>
  ofType(template, 'AWS::Lambda::Function').flatMap(({ id, properties }) => {
    const name = `/aws/lambda/${textsOf(at(properties, 'FunctionName')).join()}`;
    const group = ofType(template, 'AWS::Logs::LogGroup').find((candidate) =>
      textsOf(at(candidate.properties, 'LogGroupName')).includes(name),
    );
    if (at(group?.properties, 'RetentionInDays') !== undefined) return [];
    const value = group ? 'keeps its lines for ever' : 'does not exist';
    return [{ thing: `log group ${name} of ${id}`, value, remedy: 'Set provider.logRetentionInDays.' }];
  });

/** A role shared by two functions gives each the rights of the other. */
export const rolesAreNotShared: Rule = (template) => {
  const roles = ofType(template, 'AWS::IAM::Role');
  const users = new Map(roles.map(({ id }) => [id, [] as string[]]));
  const problems: Problem[] = [];
  for (const { id, properties } of ofType(template, 'AWS::Lambda::Function')) {
    const role = roleOf(properties);
    const known = users.get(role);
    if (known) known.push(id);
    else problems.push({ thing: `${id}.Role`, value: role, remedy: 'Give the function a role of this template.' });
  }
  for (const [role, functions] of users) {
    if (functions.length === 1) continue;
    const value = functions.length === 0 ? 'is used by no function' : `is shared by ${functions.join(' and ')}`;
    problems.push({ thing: role, value, remedy: 'Give each function one role of its own.' });
  }
  return problems;
};

function roleOf(properties: unknown): string {
  return textsOf(at(properties, 'Role'))
    .join()
    .replace(/^\$\{(\w+)(\.Arn)?\}$/, '$1');
}

/** A managed policy is written by others, and most of them grant a bare "*". */
export const rolesGrantOnlyWhatIsHere: Rule = (template) =>
  ofType(template, 'AWS::IAM::Role').flatMap(({ id, properties }) =>
    listOf(at(properties, 'ManagedPolicyArns')).map((arn) => ({
      thing: `${id}.ManagedPolicyArns`,
      value: textsOf(arn).join(),
      remedy: 'Write the statements that are needed into the role.',
    })),
  );

/** osls makes this role for functions without one and lets all of them share it. */
export const noSharedRole: Rule = ({ resources }: Template) =>
  resources
    .filter(({ id }) => id === 'IamRoleLambdaExecution')
    .map(({ id }) => ({ thing: id, value: 'is a role all functions share', remedy: 'Set `role` on every function.' }));

export const callersNameTheirSource: Rule = (template) =>
  ofType(template, 'AWS::Lambda::Permission').flatMap(({ id, properties }) =>
    sourceKeysFor(textsOf(at(properties, 'Principal')))
      .filter((name) => at(properties, name) === undefined)
      .map((name) => ({
        thing: id,
        value: `has no ${name}`,
        remedy: `Set ${name}: without it, a service may call for another customer.`,
      })),
  );
