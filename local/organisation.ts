/**
 * A whole organisation on this machine: SMTP in, the WorkMail flow, Message Flow, S3 and SES servers, the
 * function from its zip, mailboxes. `npm start` runs one; tests start as many as they like.
 */

import { randomBytes } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { createTransport } from 'nodemailer';
import * as v from 'valibot';
import { systemClock as productClock } from '../shared/adapters/aws-ports.ts';
import { state } from '../shared/adapters/state.ts';
import type { DeliveryRecord } from '../shared/archive/record.ts';
import type { Policy } from '../shared/policy.ts';
import type { Observer } from './aws/calls.ts';
import type { RunningServer, ServerOptions } from './aws/server.ts';
import type { Credentials } from './aws/sigv4.ts';
import { LocalClock } from './clock.ts';
import { type Deployment, readDeployment } from './deployment/deployment.ts';
import { Directory } from './directory.ts';
import { eventAccess } from './events/access.ts';
import { Events } from './events/events.ts';
import { readPlan } from './events/plan/plan.ts';
import { FaultBoard } from './faults/board.ts';
import { diskFull, disruptCalls } from './faults/call-faults.ts';
import { repeatInvocations } from './faults/invocation-faults.ts';
import { disturbNotifications, disturbQueues } from './faults/notification-faults.ts';
import type { FaultSpec } from './faults/spec.ts';
import type { FlowEvent } from './flow/event.ts';
import { EventLog } from './flow/event-log.ts';
import { type FlowOptions, type FlowOutcome, MailFlow } from './flow/flow.ts';
import { Outbox } from './flow/outbox.ts';
import type { FlowRule, Rule } from './flow/rule.ts';
import { RuleBook } from './flow/rule-book.ts';
import type { SenderDomain } from './flow/sender-authentication.ts';
import { deployedInPlace } from './foreign/deployment.ts';
import { type ForeignFunction, openForeign } from './foreign/foreign-function.ts';
import { foreignRules } from './foreign/rules.ts';
import type { ForeignSettings } from './foreign/settings.ts';
import { Authoriser, administrator } from './iam/authoriser.ts';
import type { Refusal } from './iam/refusal.ts';
import type { LocalFunction } from './lambda/function.ts';
import { LocalFunctions } from './lambda/functions.ts';
import { Limits } from './limits.ts';
import { Mailboxes } from './maildir.ts';
import { type MessageFlowPlace, mayWorkMailRead, workMailInvokeRefusal } from './message-flow/access.ts';
import type { AssumedFields } from './message-flow/mime-rules.ts';
import { startMessageFlow } from './message-flow/server.ts';
import { TransitStore } from './message-flow/transit.ts';
import {
  accountId,
  defaultPassword,
  defaultRule,
  inboundFunction,
  organisationId,
  readDefaultPolicy,
  region,
  senderDomains,
  templateValues,
} from './org.ts';
import { type OrganisationSource, organisationSource } from './page/organisation/source.ts';
import { type RunningPage, startPage } from './page/server.ts';
import { publishOnce } from './published.ts';
import { findRecord } from './records.ts';
import { type S3Server, startS3 } from './s3/server.ts';
import { configurationSetsIn } from './ses/configuration-sets.ts';
import type { Standing } from './ses/outcomes.ts';
import { type SesOptions, type SesServer, startSes } from './ses/server.ts';
import { startSmtp } from './smtp.ts';
import { openStateFolder, type StateFolder } from './state-folder.ts';
import { type SubmissionOptions, startSubmission } from './submission.ts';

export interface Ports {
  readonly smtp: number;
  readonly s3: number;
  readonly messageFlow: number;
  readonly ses: number;
  readonly page: number;
  readonly submission: number;
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

export interface MailToSend {
  /** Null sends a notification (`MAIL FROM:<>`). */
  readonly from: string | null;
  readonly to: readonly string[];
  readonly raw: Buffer | string;
}

export interface LocalOrganisation {
  readonly id: string;
  readonly region: string;
  readonly folder: StateFolder;
  readonly deployment: Deployment;
  readonly directory: Directory;
  readonly clock: LocalClock;
  readonly faults: FaultBoard;
  /** What the packaged template allows whom, and whom it has refused what. */
  readonly authoriser: Authoriser;
  readonly flow: MailFlow;
  readonly transit: TransitStore;
  readonly mailboxes: Mailboxes;
  /** `inbound`. */
  readonly lambda: LocalFunction;
  readonly functions: LocalFunctions;
  /** Between a notification and a function: topics, queues, event source mappings, schedules. */
  readonly events: Events;
  /** Where `deployment.inbound` is not ours. */
  readonly foreign: ForeignFunction | undefined;
  readonly s3: S3Server;
  readonly messageFlow: RunningServer;
  readonly ses: SesServer;
  readonly smtp: { readonly host: string; readonly port: number };
  /** Where users of ours send; the user is the address of the mailbox. */
  readonly submission: { readonly host: string; readonly port: number; readonly password: string };
  /** What happened to each message, for a browser. */
  readonly page: RunningPage;
  /** A client's settings for the S3 server, with an administrator's key. */
  readonly admin: { readonly endpoint: string; readonly region: string; readonly credentials: Key };
  /** Sends by SMTP; the id under which the flow has accepted the message. Rejects where SMTP refuses. */
  post(mail: MailToSend): Promise<string>;
  /** Sends by SMTP and waits for what becomes of it. */
  send(mail: MailToSend): Promise<FlowOutcome>;
  recordOf(outcome: Pick<FlowOutcome, 'invocationId'>): Promise<DeliveryRecord | undefined>;
  /** Takes no more mail, lets what is with the function finish for `graceMs`, and leaves the rest for the next start. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
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
  const plan = readPlan(deployment.template);
  const functionKeys = new Map([...deployment.functions.keys()].map((name) => [name, newFunctionKey()]));
  const adminKey = newKey('AKIA');
  const owners = [...functionKeys, [administrator, adminKey] as const];
  const credentials: Credentials = new Map(owners.map(([name, key]) => [key.accessKeyId, { ...key, name }]));
  const authoriser = new Authoriser(deployment, { clock: clock.now, onRefusal: options.onRefusal });
  const common: ServerOptions = {
    region,
    credentials,
    clock: clock.now,
    guard: authoriser,
    disrupt: disruptCalls({
      board: faults,
      spared: [administrator],
      endCaller: ({ traceId }) => functions.kill(traceId),
      jump: (ms) => clock.advance(ms),
    }),
    ...(options.observer && { observer: options.observer }),
    report,
  };

  const { buckets } = deployment;
  const place: MessageFlowPlace = { region, accountId, organisationId };
  const transit = await TransitStore.open(folder.transit);
  // S3 begins to tell before there is anybody to listen.
  const listening = Promise.withResolvers<Events>();
  listening.promise.catch(() => undefined);
  const s3 = started(
    await startS3({
      ...common,
      port: ports.s3 ?? 0,
      folder: folder.s3,
      buckets: deployment.allBuckets.map(({ spec }) => spec),
      time: clock,
      deliveries: disturbNotifications(faults),
      notify: async (to, text, { bucketArn }) => {
        const events = await listening.promise;
        await events.deliver({ service: 's3.amazonaws.com', sourceArn: bucketArn }, to, { text });
      },
      encryptionKeys: new Map(
        deployment.allBuckets.flatMap(({ name, encryptionKey }) => (encryptionKey ? [[name, encryptionKey]] : [])),
      ),
    }),
  );
  undo.push(async () => listening.reject(new Error('the local organisation did not start')));
  const messageFlow = started(
    await startMessageFlow({
      ...common,
      port: ports.messageFlow ?? 0,
      messages: transit,
      contents: s3,
      assumedFields: options.assumedFields,
      place,
      mayRead: (message, content) => mayWorkMailRead(authoriser, place, message, content),
    }),
  );
  const ses = started(
    await startSes({
      configurationSets: configurationSetsIn(deployment.template.values()),
      async onEvent(event, topicArns) {
        const events = await listening.promise;
        const [set = ''] = event.mail.tags['ses:configuration-set'] ?? [];
        const sourceArn = `arn:aws:ses:${region}:${accountId}:configuration-set/${set}`;
        const delivery = { text: JSON.stringify(event) };
        for (const arn of topicArns) await events.deliver({ service: 'ses.amazonaws.com', sourceArn }, arn, delivery);
      },
      ...options.ses,
      ...common,
      port: ports.ses ?? 0,
      folder: folder.sent,
      accountId,
      verified: [...directory.domains, ...(options.ses?.verified ?? [])],
    }),
  );
  for (const address of options.suppressed ?? []) await ses.suppression.add(address, 'BOUNCE', clock.now());
  const functions = started(
    await LocalFunctions.open({
      deployed: [...deployment.functions.values()],
      zip: { functionName: deployment.inbound.name, file: foreign?.zipFile ?? requiredZip(options) },
      credentialsOf: (name) => functionKeys.get(name) ?? newFunctionKey(),
      sharedConcurrency: limits.concurrency,
      reservedConcurrencyOf: (name) => plan.functions.find((one) => one.name === name)?.reservedConcurrency,
      region,
      accountId,
      stateDir: folder.lambda,
      endpoints: {
        AWS_ENDPOINT_URL_S3: s3.url,
        AWS_ENDPOINT_URL_WORKMAILMESSAGEFLOW: messageFlow.url,
        AWS_ENDPOINT_URL_SESV2: ses.url,
      },
      ...(options.onFunctionLine && { onLine: options.onFunctionLine }),
    }),
  );
  const lambda = functions.get(deployment.inbound.name);
  if (clock.offsetMs !== 0) await functions.setClockOffset(clock.offsetMs);
  const forgetJumps = clock.onJump(() => void functions.setClockOffset(clock.offsetMs).catch(report));
  undo.push(async () => forgetJumps());
  const admin = { endpoint: s3.url, region, credentials: adminKey };
  if (!foreign) await publish(admin, buckets.state.name, folder.path, options.policy ?? defaultPolicy);

  const lambdas = [...functions.byName.values()];
  const access = eventAccess(authoriser);
  const events = started(
    await Events.open(plan, {
      ...access,
      folder: folder.messaging,
      clock,
      lambdas,
      faults: disturbQueues(faults),
      report,
    }),
  );
  listening.resolve(events);
  events.start();

  const mailboxes = await Mailboxes.open(folder.mail, directory.mailboxes);
  const invokeInbound = repeatInvocations(
    faults,
    (ms) => clock.advance(ms),
    async (event: FlowEvent) => {
      const refused = workMailInvokeRefusal(authoriser, place, deployment.inbound.arn);
      if (refused !== undefined) return { ok: false, errorType: 'AccessDeniedException', message: refused } as const;
      return lambda.invoke(event);
    },
  );
  const flow = await MailFlow.open({
    transit,
    directory,
    mailboxes,
    outbox: await Outbox.open(folder.outbox),
    events: await EventLog.open(folder.events),
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
      const refused = workMailInvokeRefusal(authoriser, place, arn);
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
    await Promise.all([s3.close(), messageFlow.close(), ses.close()]);
    await events.close();
    await folder.release();
  };

  const organisation = {
    id: organisationId,
    region,
    folder,
    deployment,
    directory,
    clock,
    faults,
    authoriser,
    flow,
    transit,
    mailboxes,
    lambda,
    functions,
    events,
    foreign,
    s3,
    messageFlow,
    ses,
    smtp,
    submission: { ...submission, password },
    admin,
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

/** AWS's prefixes: AKIA for a key that lasts, ASIA for one that comes with a session token. */
function newKey(prefix: 'AKIA' | 'ASIA'): Key {
  return {
    accessKeyId: `${prefix}${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}

const newFunctionKey = () => ({ ...newKey('ASIA'), sessionToken: randomBytes(24).toString('base64') });

/** Our SMTP server ends its answer with the id. */
function idIn(response: string): string {
  const id = /^250 2\.0\.0 OK ([a-z0-9-]+)$/.exec(response.trim())?.[1];
  if (id !== undefined) return id;
  throw new Error(`The SMTP server answered ${JSON.stringify(response)}, without the id of the message.`);
}
