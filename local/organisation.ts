/**
 * A whole organisation on this machine: SMTP in, the WorkMail flow, Message Flow, S3 and SES servers, the
 * function from its zip, mailboxes. `npm start` runs one; tests start as many as they like.
 */

import { S3Client } from '@aws-sdk/client-s3';
import { createTransport } from 'nodemailer';
import * as v from 'valibot';
import { systemClock as productClock } from '../shared/adapters/aws-ports.ts';
import { state } from '../shared/adapters/state.ts';
import type { DeliveryRecord } from '../shared/archive/record.ts';
import type { Policy } from '../shared/policy.ts';
import { LocalClock } from './clock.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { type Deployment, readDeployment } from './deployment/deployment.ts';
import { Directory } from './directory.ts';
import { FaultBoard } from './faults/board.ts';
import { diskFull } from './faults/call-faults.ts';
import { repeatInvocations } from './faults/invocation-faults.ts';
import type { FlowEvent } from './flow/event.ts';
import { type FlowOutcome, MailFlow } from './flow/flow.ts';
import { Outbox } from './flow/outbox.ts';
import { RuleBook } from './flow/rule-book.ts';
import { deployedInPlace } from './foreign/deployment.ts';
import { type ForeignFunction, openForeign } from './foreign/foreign-function.ts';
import { foreignRules } from './foreign/rules.ts';
import { Limits } from './limits.ts';
import { Mailboxes } from './maildir.ts';
import { workMailInvokeRefusal } from './message-flow/access.ts';
import {
  defaultPassword,
  defaultRule,
  inboundFunction,
  messageFlowPlace,
  organisationId,
  readDefaultPolicy,
  region,
  senderDomains,
  templateValues,
} from './org.ts';
import type { OrganisationOptions } from './organisation-options.ts';
import { type OrganisationSource, organisationSource } from './page/organisation/source.ts';
import { type RunningPage, startPage } from './page/server.ts';
import { publishOnce } from './published.ts';
import { findRecord } from './records.ts';
import type { Standing } from './ses/outcomes.ts';
import { startSmtp } from './smtp.ts';
import { openStateFolder, type StateFolder } from './state-folder.ts';
import { startSubmission } from './submission.ts';

export interface MailToSend {
  /** Null sends a notification (`MAIL FROM:<>`). */
  readonly from: string | null;
  readonly to: readonly string[];
  readonly raw: Buffer | string;
}

/** With all of its cloud, for tests to look into. */
export interface LocalOrganisation extends Omit<Cloud, 'eventLog' | 'begin' | 'forgetJumps'> {
  readonly id: string;
  readonly region: string;
  readonly folder: StateFolder;
  readonly deployment: Deployment;
  readonly directory: Directory;
  readonly clock: LocalClock;
  readonly faults: FaultBoard;
  readonly flow: MailFlow;
  readonly mailboxes: Mailboxes;
  /** Where `deployment.inbound` is not ours. */
  readonly foreign: ForeignFunction | undefined;
  readonly smtp: { readonly host: string; readonly port: number };
  /** Where users of ours send; the user is the address of the mailbox. */
  readonly submission: { readonly host: string; readonly port: number; readonly password: string };
  /** What happened to each message, for a browser. */
  readonly page: RunningPage;
  /** Sends by SMTP; the id under which the flow has accepted the message. Rejects where SMTP refuses. */
  post(mail: MailToSend): Promise<string>;
  /** Sends by SMTP and waits for what becomes of it. */
  send(mail: MailToSend): Promise<FlowOutcome>;
  recordOf(outcome: Pick<FlowOutcome, 'invocationId'>): Promise<DeliveryRecord | undefined>;
  /** Takes no more mail, lets what is with the function finish for `graceMs`, and leaves the rest for the next start. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const defaultGraceMs = 5_000;

export async function startOrganisation(options: OrganisationOptions): Promise<LocalOrganisation> {
  const folder = await openStateFolder(options.stateDir, { fresh: options.fresh ?? false });
  const undo: (() => Promise<unknown>)[] = [() => folder.release()];
  try {
    return await start(options, folder, undo);
  } catch (fault) {
    for (const step of undo.reverse()) await step();
    throw fault;
  }
}

/** `undo` ends what was started, last first; it grows as we go. */
async function start(
  options: OrganisationOptions,
  folder: StateFolder,
  undo: (() => Promise<unknown>)[],
): Promise<LocalOrganisation> {
  const started = <T extends { close(): Promise<void> }>(thing: T): T => {
    undo.push(() => thing.close());
    return thing;
  };
  const { ports = {}, clock = new LocalClock(), report = console.error } = options;
  // Told of what happens from the first step on, which may come before there is a page.
  let source: OrganisationSource | undefined;
  const faults = new FaultBoard(() => {
    source?.onFaults();
    options.onFaults?.();
  });
  for (const fault of options.faults ?? []) faults.plant(fault);
  const defaultPolicy = await readDefaultPolicy();
  const directory = new Directory(options.people ?? defaultPolicy);
  const limits = v.parse(Limits, options.limits ?? {});
  const ours = options.deployment ?? (await readDeployment(templateValues));
  const foreign = options.foreign && (await openForeign(options.foreign, folder.lambda));
  const deployment = foreign ? deployedInPlace(ours, foreign) : ours;
  const zipFile = foreign?.zipFile ?? requiredZip(options);
  const cloud = await startCloud(
    { ...options, folder, deployment, directory, clock, faults, limits, zipFile, report },
    undo,
  );
  const { eventLog, begin, forgetJumps, ...shown } = cloud;
  const { authoriser, admin, transit, s3, messageFlow, ses, logs, functions, lambda, events } = shown;
  const { buckets } = deployment;
  if (!foreign) await publish(admin, buckets.state.name, folder.path, options.policy ?? defaultPolicy);
  begin();

  const mailboxes = await Mailboxes.open(folder.mail, directory.mailboxes);
  const invokeInbound = repeatInvocations(
    faults,
    (ms) => clock.advance(ms),
    async (event: FlowEvent) => {
      const refused = workMailInvokeRefusal(authoriser, messageFlowPlace, deployment.inbound.arn);
      if (refused !== undefined) return { ok: false, errorType: 'AccessDeniedException', message: refused } as const;
      return lambda.invoke(event);
    },
  );
  const flow = await MailFlow.open({
    transit,
    directory,
    mailboxes,
    outbox: await Outbox.open(folder.outbox),
    events: eventLog,
    logFolder: folder.flowLogs,
    region,
    rules: new RuleBook(options.rules ?? (foreign ? foreignRules(options.rule) : [defaultRule(options.rule)])),
    senderDomains: options.senderDomains ?? senderDomains,
    invoke: async (event, name) => {
      if (name === inboundFunction) return invokeInbound(event);
      return { ok: false, errorType: 'ResourceNotFoundException', message: `there is no function "${name}" here` };
    },
    async invokeAsync(event, name) {
      const { arn } = name === inboundFunction ? deployment.inbound : (deployment.functions.get(name) ?? { arn: '' });
      const queue = events.invocations.get(arn);
      if (queue === undefined) throw new Error(`there is no function "${name}" here`);
      const refused = workMailInvokeRefusal(authoriser, messageFlowPlace, arn);
      if (refused !== undefined) throw new Error(refused);
      await queue.accept(JSON.stringify(event));
    },
    dmarcEnforcement: options.dmarcEnforcement,
    inboundRulesForInternalMail: options.inboundRulesForInternalMail,
    journaling: options.journaling,
    redirects: options.redirects,
    now: clock.now,
    onStep: (id, step) => {
      source?.onStep(id);
      options.onStep?.(id, step);
    },
    report,
    backOffMs: options.backOffMs,
    sleep: clock.sleep,
    answerWithinMs: limits.answerSeconds * 1000,
  });
  undo.push(async () => {
    await flow.stop(0);
    await functions.close();
    await flow.idle();
  });
  const accept: MailFlow['accept'] = async (mail) => {
    const noRoom = faults.strike(
      { occasion: 'call', service: 'smtp', operation: 'AcceptMail' },
      (name) => name === 'disk-full',
    );
    if (noRoom) throw diskFull();
    return flow.accept(mail);
  };
  const smtp = await startSmtp({ port: ports.smtp ?? 0, directory, limits, accept, report });
  const password = options.submission?.password ?? defaultPassword;
  const submission = started(
    await startSubmission({
      port: ports.submission ?? 0,
      directory,
      limits,
      password,
      delegates: options.submission?.delegates,
      submit: (mail) => flow.submit(mail),
      report,
    }),
  );
  ses.begin({ standing: (address) => standingOf(address, directory), accept });

  const post = async ({ from, to, raw }: MailToSend): Promise<string> => {
    const client = createTransport({ host: smtp.host, port: smtp.port, ignoreTLS: true });
    const { response } = await client.sendMail({ envelope: { from: from ?? '', to: [...to] }, raw });
    return idIn(response);
  };

  let closing: Promise<void> | undefined;
  const close = async (graceMs: number): Promise<void> => {
    forgetJumps();
    await page.close();
    source?.close();
    await Promise.all([smtp.close(), submission.close()]);
    await ses.stop();
    await flow.stop(graceMs);
    events.stop();
    await functions.close();
    await flow.idle();
    await Promise.all([s3.close(), messageFlow.close(), ses.close(), logs.close()]);
    await events.close();
    await folder.release();
  };

  const organisation = {
    ...shown,
    id: organisationId,
    region,
    folder,
    deployment,
    directory,
    clock,
    faults,
    flow,
    mailboxes,
    foreign,
    smtp,
    submission: { ...submission, password },
    post,
    send: async (mail) => flow.outcome(await post(mail)),
    recordOf: ({ invocationId }) => {
      const [evidenceBucket, stateBucket] = [buckets.evidence.name, buckets.state.name];
      return findRecord({ s3, evidenceBucket, stateBucket, organisation: organisationId }, invocationId);
    },
  } satisfies Omit<LocalOrganisation, 'page' | 'close'>;
  source = organisationSource(organisation);
  const page = await startPage({ port: ports.page ?? 0, source, report });
  return {
    ...organisation,
    page,
    close({ graceMs = defaultGraceMs } = {}) {
      closing ??= close(graceMs);
      return closing;
    },
  };
}

function requiredZip({ zipFile }: OrganisationOptions): string {
  if (zipFile !== undefined) return zipFile;
  throw new Error('startOrganisation needs the zip of our function, or the settings of another one.');
}

/** How an address stands to us, for mail that SES sends. */
function standingOf(address: string, directory: Directory): Standing {
  if (directory.mailboxesOf(address).length > 0) return 'mailbox';
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return directory.domains.includes(domain) ? 'unknown' : 'elsewhere';
}

async function publish(
  admin: LocalOrganisation['admin'],
  bucket: string,
  stateDir: string,
  policy: Policy,
): Promise<void> {
  const client = new S3Client(admin);
  try {
    await publishOnce(state(client, bucket), productClock, stateDir, policy);
  } finally {
    client.destroy();
  }
}

/** Our SMTP server ends its answer with the id. */
function idIn(response: string): string {
  const id = /^250 2\.0\.0 OK ([a-z0-9-]+)$/.exec(response.trim())?.[1];
  if (id !== undefined) return id;
  throw new Error(`The SMTP server answered ${JSON.stringify(response)}, without the id of the message.`);
}
