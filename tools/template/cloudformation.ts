/** AWS's own validator over the packaged template: schemas of the resources, and its practices. */

import { RegoEngine, type StandardDiagnostic, TemplateFile } from '@aws/cloudformation-validate';
import type { Problem } from './document.ts';
import { expectedFunctions } from './expected-functions.ts';

/** Findings that are right in general and not here, each for its reason. */
const accepted: readonly { readonly ruleId: string; readonly logicalId: string; readonly reason: string }[] = [
  ...expectedFunctions.map(({ id }) => ({ ruleId: 'W3005', logicalId: id, reason: 'osls writes the DependsOn' })),
  { ruleId: 'W8003', logicalId: 'CustomerKey', reason: 'the parameter is filled in when packaging' },
  { ruleId: 'W8003', logicalId: 'CanaryOn', reason: 'the parameter is filled in when packaging' },
  { ruleId: 'W9002', logicalId: 'InboundCalledByWorkMail', reason: 'CloudFormation knows no WorkMail organisation' },
];

export function validateFile(path: string): readonly Problem[] {
  const engine = new RegoEngine();
  try {
    const { diagnostics } = engine.validateStandard(new TemplateFile(path), { severityLevel: 'WARN' });
    return diagnostics.filter((diagnostic) => !isAccepted(diagnostic)).map(problemOf);
  } finally {
    engine.free();
  }
}

function isAccepted({ ruleId, entity }: StandardDiagnostic): boolean {
  return accepted.some((exception) => exception.ruleId === ruleId && exception.logicalId === entity?.logicalId);
}

function problemOf({ ruleId, message, entity, propertyPath, suggestedFix }: StandardDiagnostic): Problem {
  return {
    thing: [entity?.logicalId, propertyPath].filter((part) => part !== undefined).join('.') || 'template',
    value: `${message} (${ruleId})`,
    remedy: suggestedFix ?? 'Correct it in serverless.yml or serverless/.',
  };
}
