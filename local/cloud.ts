/**
 * The AWS that the functions call, on this machine: S3, Message Flow, SES and CloudWatch Logs, Lambda, and what brings events
 * to it, by the statements of the packaged template.
 */

import type { RunningServer, ServerOptions } from './aws/server.ts';
import type { LocalClock } from './clock.ts';
import { type CloudKeys, newCloudKeys } from './cloud-keys.ts';
import type { Deployment } from './deployment/deployment.ts';
import type { Directory } from './directory.ts';
import { eventAccess } from './events/access.ts';
import { Events } from './events/events.ts';
import { gatheringAtMost, readPlan } from './events/plan/plan.ts';
import type { FaultBoard } from './faults/board.ts';
import { disruptCalls } from './faults/call-faults.ts';
import { disturbNotifications, disturbQueues } from './faults/notification-faults.ts';
import { EventLog } from './flow/event-log.ts';
import { Authoriser, administrator } from './iam/authoriser.ts';
import type { LocalFunction } from './lambda/function.ts';
import { LocalFunctions } from './lambda/functions.ts';
import type { Limits } from './limits.ts';
import { startLogs } from './logs/server.ts';
import { mayWorkMailRead } from './message-flow/access.ts';
import { startMessageFlow } from './message-flow/server.ts';
import { TransitStore } from './message-flow/transit.ts';
import { accountId, eventLogGroup, messageFlowPlace, region } from './org.ts';
import type { OrganisationOptions } from './organisation-options.ts';
import { type S3Server, startS3 } from './s3/server.ts';
import { configurationSetsIn } from './ses/configuration-sets.ts';
import { type SesServer, startSes } from './ses/server.ts';
import type { StateFolder } from './state-folder.ts';

export interface CloudOptions
  extends Pick<
    OrganisationOptions,
    'ports' | 'observer' | 'onRefusal' | 'assumedFields' | 'suppressed' | 'ses' | 'onFunctionLine'
  > {
  readonly folder: StateFolder;
  readonly deployment: Deployment;
  readonly directory: Directory;
  readonly clock: LocalClock;
  readonly faults: FaultBoard;
  readonly limits: Limits;
  /** Of the function that is asked about mail. */
  readonly zipFile: string;
  readonly report: (fault: unknown) => void;
}

export interface Cloud {
  /** What the packaged template allows whom, and whom it has refused what. */
  readonly authoriser: Authoriser;
  /** A client's settings for the S3 server, with an administrator's key. */
  readonly admin: { readonly endpoint: string; readonly region: string; readonly credentials: CloudKeys['admin'] };
  readonly transit: TransitStore;
  readonly s3: S3Server;
  readonly messageFlow: RunningServer;
  readonly ses: SesServer;
  readonly eventLog: EventLog;
  /** CloudWatch Logs, with the event log. */
  readonly logs: RunningServer;
  readonly functions: LocalFunctions;
  /** The one that is asked about mail. */
  readonly lambda: LocalFunction;
  /** Between a notification and a function: topics, queues, event source mappings, schedules. */
  readonly events: Events;
  /** From now on functions are told what happens; notifications wait for it. */
  readonly begin: () => void;
  /** Jumps of the clock no longer reach the functions. */
  readonly forgetJumps: () => void;
}

/** Of queues whose batches gather longer on AWS; the least that lets more than ten messages into one. */
const batchingWindowSeconds = 1;

/** `undo` ends what was started, last first; it grows as we go. */
export async function startCloud(options: CloudOptions, undo: (() => Promise<unknown>)[]): Promise<Cloud> {
  const started = <T extends { close(): Promise<void> }>(thing: T): T => {
    undo.push(() => thing.close());
    return thing;
  };
  const { folder, deployment, directory, clock, faults, limits, report, ports = {} } = options;
  const plan = gatheringAtMost(readPlan(deployment.template), batchingWindowSeconds);
  const keys = newCloudKeys(deployment.functions.keys());
  const authoriser = new Authoriser(deployment, { clock: clock.now, onRefusal: options.onRefusal });
  const common: ServerOptions = {
    region,
    credentials: keys.all,
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
      place: messageFlowPlace,
      mayRead: (message, content) => mayWorkMailRead(authoriser, messageFlowPlace, message, content),
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
  const eventLog = await EventLog.open(folder.events);
  const logs = started(
    await startLogs({
      ...common,
      port: ports.logs ?? 0,
      accountId,
      logGroupName: eventLogGroup,
      events: eventLog,
    }),
  );
  for (const address of options.suppressed ?? []) await ses.suppression.add(address, 'BOUNCE', clock.now());
  const functions = started(
    await LocalFunctions.open({
      deployed: [...deployment.functions.values()],
      zip: { functionName: deployment.inbound.name, file: options.zipFile },
      credentialsOf: keys.of,
      sharedConcurrency: limits.concurrency,
      reservedConcurrencyOf: (name) => plan.functions.find((one) => one.name === name)?.reservedConcurrency,
      region,
      accountId,
      stateDir: folder.lambda,
      endpoints: {
        AWS_ENDPOINT_URL_S3: s3.url,
        AWS_ENDPOINT_URL_WORKMAILMESSAGEFLOW: messageFlow.url,
        AWS_ENDPOINT_URL_SESV2: ses.url,
        AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
      },
      ...(options.onFunctionLine && { onLine: options.onFunctionLine }),
    }),
  );
  const lambda = functions.get(deployment.inbound.name);
  if (clock.offsetMs !== 0) await functions.setClockOffset(clock.offsetMs);
  const forgetJumps = clock.onJump(() => void functions.setClockOffset(clock.offsetMs).catch(report));
  undo.push(async () => forgetJumps());

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

  return {
    authoriser,
    admin: { endpoint: s3.url, region, credentials: keys.admin },
    transit,
    s3,
    messageFlow,
    ses,
    eventLog,
    logs,
    functions,
    lambda,
    events,
    begin() {
      listening.resolve(events);
      events.start();
    },
    forgetJumps,
  };
}
