/**
 * The organisation that `npm start` runs: who it is, its mailboxes, its WorkMail rule, and what stands
 * here in place of the DNS.
 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Policy } from '../shared/policy.ts';
import { parsePolicy } from '../shared/policy-document.ts';
import type { TemplateValues } from './deployment/deployment.ts';
import { type FlowRule, maxTimeoutMs, type Rule } from './flow/rule.ts';
import type { SenderDomain } from './flow/sender-authentication.ts';

export const organisationId = 'm-0c0ffee0c0ffee0c0ffee0c0ffee0c0f';
export const region = 'us-east-1';
export const accountId = '123456789012';
/** Where WorkMail writes its event log unless told otherwise: named by the organisation's alias. */
export const eventLogGroup = '/aws/workmail/emailevents/corp';
/** Where its mail is, as ARNs of Message Flow name it. */
export const messageFlowPlace = { region, accountId, organisationId } as const;
/** Of every user who sends mail; the server is on loopback only. */
export const defaultPassword = 'mailweir';
/** What a flow rule calls the function of the zip. */
export const inboundFunction = 'inbound';

/** How serverless.yml is packaged for it. */
export const templateValues: TemplateValues = {
  stage: 'local',
  region,
  accountId,
  // Whatever domains an organisation's file names: SES itself knows which are verified.
  params: { organizationId: organisationId, sendingDomain: '*', eventLogGroup },
};

/**
 * The rule as README advises to set it in WorkMail: ask again as long as WorkMail can, and let what
 * could not be judged at all go to junk.
 */
export const defaultRule = (settings: Partial<Rule> = {}): FlowRule => ({
  name: 'mailweir',
  direction: 'INBOUND',
  senders: ['*'],
  recipients: ['*'],
  action: {
    type: 'RUN_LAMBDA',
    functionName: inboundFunction,
    timeoutMs: maxTimeoutMs,
    fallback: { type: 'MOVE_TO_JUNK' },
    ...settings,
  },
});

/**
 * Made up, in place of the DNS: which domains this machine may send for. Any domain that is not here
 * publishes nothing, so its mail has the results `none`.
 */
export const senderDomains: readonly SenderDomain[] = [
  { domain: 'partner.example', spf: 'pass', signs: true, dmarc: 'quarantine' },
  // A mailing service: SPF only.
  { domain: 'news.example', spf: 'pass', signs: false },
  // Our own domain: nobody outside may use it but the service below. It only watches, as domains do at first:
  // under `reject`, WorkMail would drop a forgery before any function sees it.
  { domain: 'corp.example', spf: 'fail', signs: false, dmarc: 'none' },
  { domain: 'service.corp.example', spf: 'pass', signs: true, dmarc: 'none' },
  { domain: 'stranger.example', spf: 'pass', signs: false },
  { domain: 'careless.example', spf: 'softfail', signs: false },
];

const policyFile = new URL('./policy.yml', import.meta.url);

/** Reads `local/policy.yml`. Throws an error that names each problem with its place and remedy. */
export async function readDefaultPolicy(): Promise<Policy> {
  const parsed = parsePolicy(parse(await readFile(policyFile, 'utf8')));
  if (parsed.ok) return parsed.policy;
  const problems = parsed.problems.map(({ path, problem, remedy }) => `\n  ${path}: ${problem}. ${remedy}`);
  throw new Error(`${fileURLToPath(policyFile)} cannot be used:${problems.join('')}`);
}
