/** What can be asked of a local organisation that starts. */

import type { Policy } from '../shared/policy.ts';
import type { Observer } from './aws/calls.ts';
import type { LocalClock } from './clock.ts';
import type { Deployment } from './deployment/deployment.ts';
import type { FaultSpec } from './faults/spec.ts';
import type { FlowOptions } from './flow/flow-options.ts';
import type { FlowRule, Rule } from './flow/rule.ts';
import type { SenderDomain } from './flow/sender-authentication.ts';
import type { ForeignSettings } from './foreign/settings.ts';
import type { Refusal } from './iam/refusal.ts';
import type { Limits } from './limits.ts';
import type { AssumedFields } from './message-flow/mime-rules.ts';
import type { SesOptions } from './ses/server.ts';
import type { SubmissionOptions } from './submission.ts';

export interface Ports {
  readonly smtp: number;
  readonly s3: number;
  readonly messageFlow: number;
  readonly ses: number;
  readonly page: number;
  readonly submission: number;
  readonly logs: number;
}

export interface OrganisationOptions {
  readonly stateDir: string;
  /** The zip of `inbound`: what `sls deploy` would upload, or one with a filter of a test in it. Needed without `foreign`. */
  readonly zipFile?: string;
  /** Somebody else's Lambda, in place of `inbound`. */
  readonly foreign?: ForeignSettings;
  /** Empties the state folder first. */
  readonly fresh?: boolean;
  /** 0, the default, takes a free port. */
  readonly ports?: Partial<Ports>;
  /** Told of each call that a policy does not allow, as it is refused. */
  readonly onRefusal?: (refusal: Refusal) => void;
  /** In place of what serverless.yml packages to. */
  readonly deployment?: Deployment;
  /** In place of `local/policy.yml`. */
  readonly policy?: Policy;
  /** Who has mailboxes; those of `local/policy.yml` unless told. */
  readonly people?: Pick<Policy, 'domains' | 'directory'>;
  /** Lower than AWS's. */
  readonly limits?: Partial<Limits>;
  /** Changes the default rule; not with `rules`. */
  readonly rule?: Partial<Rule>;
  /** In place of the default: all inbound mail to `inbound`. */
  readonly rules?: readonly FlowRule[];
  readonly dmarcEnforcement?: FlowOptions['dmarcEnforcement'];
  readonly inboundRulesForInternalMail?: FlowOptions['inboundRulesForInternalMail'];
  readonly journaling?: FlowOptions['journaling'];
  readonly redirects?: FlowOptions['redirects'];
  /** How users of ours send: one password for all, and who may send as whom beside themself. */
  readonly submission?: Partial<Pick<SubmissionOptions, 'password' | 'delegates'>>;
  readonly senderDomains?: readonly SenderDomain[];
  /** How SES treats us: sandbox, quotas, configuration sets. `verified` is in addition to our own domains. */
  readonly ses?: SesSettings;
  /** What PutRawMessageContent insists on, in place of our assumptions. */
  readonly assumedFields?: AssumedFields;
  /** Addresses on SES's suppression list from the start. */
  readonly suppressed?: readonly string[];
  /** Sees the calls of all servers; `call.service` tells which. */
  readonly observer?: Observer;
  /** Of servers and flow; a function's next sandbox is set by it, too. Default: the machine's time, to be moved by `clock`. */
  readonly clock?: LocalClock;
  readonly backOffMs?: FlowOptions['backOffMs'];
  /** Planted before the first message. */
  readonly faults?: readonly (string | FaultSpec)[];
  readonly onFaults?: () => void;
  readonly onStep?: FlowOptions['onStep'];
  /** Gets each line that the function prints. */
  readonly onFunctionLine?: (line: string) => void;
  /** Gets what goes wrong in our own work; default: standard error. */
  readonly report?: (fault: unknown) => void;
}

export type SesSettings = Partial<
  Pick<
    SesOptions,
    'verified' | 'account' | 'suppressedReasons' | 'configurationSets' | 'feedbackForwarding' | 'onEvent'
  >
>;
