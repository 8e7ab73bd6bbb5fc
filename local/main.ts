/**
 * `npm start`: the whole organisation on this machine, a handful of messages to see what it does, and then
 * your own. See `--help`.
 */

import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from '../tools/build.ts';
import { explain } from './explain.ts';
import { readFaultFile } from './faults/file.ts';
import { parseFault } from './faults/spec.ts';
import type { FlowOutcome } from './flow/flow.ts';
import { failureText } from './foreign/failure-text.ts';
import { describeRefusal } from './iam/refusal.ts';
import { readOptions, type StartOptions, usage } from './options.ts';
import { eventLogGroup, organisationId } from './org.ts';
import { readOrgFile } from './org-file.ts';
import { settingsOf } from './org-settings.ts';
import { type LocalOrganisation, startOrganisation } from './organisation.ts';
import { compose, type Sample, samples } from './samples.ts';
import { table } from './table.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (fault: unknown): void => {
  const text = fault instanceof Error ? fault.message : String(fault);
  process.stderr.write(`mailweir: ${text}\n`);
};

/** Readable where the terminal is wider, too. */
const width = Math.min(process.stdout.columns ?? 100, 100);

const isPortInUse = (fault: unknown): boolean =>
  fault instanceof Error && fault.cause instanceof Error && 'code' in fault.cause && fault.cause.code === 'EADDRINUSE';

async function run(options: StartOptions): Promise<void> {
  const org = options.orgFile === undefined ? undefined : await readOrgFile(options.orgFile);
  const planted = [...options.faults, ...(options.faultsFile ? await readFaultFile(options.faultsFile) : [])];
  for (const fault of planted) parseFault(fault);
  const stopped = stopOnSignal();
  const code = options.foreign ? { foreign: options.foreign } : { zipFile: await builtZip() };

  const lines = linesFor(() => organisation);
  const organisation: LocalOrganisation = await startOrganisation({
    ...options,
    ...(org && settingsOf(org, new Date())),
    faults: [...(org?.faults ?? []), ...planted],
    ...code,
    onRefusal: (refusal) => complain(describeRefusal(refusal)),
    onStep: (id, step) => {
      if (step.step === 'done') lines.done(id);
      if (step.step === 'failed' && options.foreign) say(failureText(id, step));
    },
    ...(options.foreign && { onFunctionLine: say }),
    report: complain,
  });
  try {
    await writeAdminEnvironment(organisation);
    const shown = options.samples && !options.foreign ? await Promise.race([showSamples(organisation), stopped]) : [];
    say(addresses(organisation));
    if (shown !== 'stopped' && !options.once) {
      say('\nready');
      lines.begin(shown);
      await stopped;
    }
  } finally {
    await organisation.close();
  }
}

async function builtZip(): Promise<string> {
  say('Building the function that `sls deploy` would upload …');
  const [inbound] = await build();
  if (!inbound) throw new Error('tools/build.ts built no function.');
  return inbound.zipFile;
}

/** The first signal stops in order, the second at once; a watcher of its own ends the children then. */
function stopOnSignal(): Promise<'stopped'> {
  const { promise, resolve } = Promise.withResolvers<'stopped'>();
  let count = 0;
  const onSignal = (): void => {
    count += 1;
    if (count > 1) process.exit(1);
    say('\nStopping; mail at work is finished, the rest waits for the next start. Ctrl-C again stops at once.');
    resolve('stopped');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return promise;
}

/** Sends the samples one after the other, as fast as each is accepted; returns their ids. */
async function showSamples(organisation: LocalOrganisation): Promise<readonly string[]> {
  const { directory } = organisation;
  const fitting = samples.filter(({ to }) => to.every((address) => directory.mailboxesOf(address).length > 0));
  if (fitting.length === 0) return [];
  say(`Sending ${fitting.length} sample messages by SMTP …\n`);
  const outcomes: { sample: Sample; outcome: FlowOutcome }[] = [];
  for (const sample of fitting) outcomes.push({ sample, outcome: await organisation.send(await compose(sample)) });
  const rows: (readonly string[])[] = [['SAMPLE', 'TO', 'WHAT HAPPENED', 'WHY']];
  for (const { sample, outcome } of outcomes) {
    const explanations = explain(outcome, await organisation.recordOf(outcome));
    rows.push(
      ...explanations.map(({ recipient, what, why }, at) => [
        at === 0 ? sample.title : '',
        nameOf(recipient),
        what,
        why,
      ]),
    );
  }
  say(table(rows, width));
  return outcomes.map(({ outcome }) => outcome.id);
}

const nameOf = (address: string): string => address.slice(0, address.lastIndexOf('@'));

/** A line for each message that is done, but for the samples; what is done before `begin` is told then. */
function linesFor(organisation: () => LocalOrganisation) {
  const early: string[] = [];
  let show: ((id: string) => void) | undefined;
  const tell = async (id: string): Promise<void> => {
    const outcome = await organisation().flow.outcome(id);
    const first = outcome.steps.find((step) => step.step === 'received' || step.step === 'submitted');
    const from = first?.mailFrom ?? '';
    const record = organisation().foreign ? 'keeps-none' : await organisation().recordOf(outcome);
    const time = new Date().toTimeString().slice(0, 8);
    for (const { recipient, what, why } of explain(outcome, record)) {
      say(`${time}  <${from}> → ${recipient}  ${what}  ${why}`);
    }
  };
  return {
    done: (id: string): void => (show ? show(id) : void early.push(id)),
    begin(shown: readonly string[]): void {
      show = (id) => void tell(id).catch(complain);
      for (const id of early.splice(0)) if (!shown.includes(id)) show(id);
    },
  };
}

function addresses(organisation: LocalOrganisation): string {
  const { folder, page, smtp, submission, s3, messageFlow, ses, logs, directory, deployment, foreign } = organisation;
  const at = (path: string): string => relative(process.cwd(), path) || '.';
  const rows = [
    ['Page', `${page.url}/ (each message’s way, in a browser)`],
    ['SMTP', `${smtp.host}:${smtp.port} for ${directory.mailboxes.join(', ')}`],
    ['Submission', `${submission.host}:${submission.port}, user: a mailbox, password: ${submission.password}`],
    ['S3', s3.url],
    ['Message Flow', messageFlow.url],
    ['SES', ses.url],
    ['Event log', `${logs.url} (CloudWatch Logs, ${eventLogGroup})`],
    ['Mailboxes', `${at(folder.mail)}/<address>/ (Maildir; junk is in .Junk)`],
    ...(foreign
      ? foreign.buckets.map((name) => ['Bucket', `${name} in ${at(join(folder.s3, 'buckets', name))}/`])
      : [['Evidence', `${at(join(folder.s3, 'buckets', deployment.buckets.evidence.name))}/`]]),
    ...(foreign ? [['Function', `${foreign.name}, ${foreign.handler}, for inbound and outbound mail`]] : []),
    ['Each step', `${at(folder.flowLogs)}/<id>.jsonl`],
    ['Function’s log', at(join(folder.lambda, `${deployment.inbound.name}.log`))],
    ['State', `${at(folder.path)}/ (AWS_… variables for a client: ${at(environmentFile(organisation))})`],
  ];
  const swaks = `swaks --server ${smtp.host}:${smtp.port} --from you@stranger.example --to ${directory.mailboxes[0] ?? ''}`;
  return `\n${table(rows, width)}\n\nSend more:\n  ${swaks}`;
}

const environmentFile = ({ folder }: LocalOrganisation): string => join(folder.path, 'admin.env');

/** For `set -a; . .mailweir/admin.env`: then the command line and any S3 client work on the local buckets. */
async function writeAdminEnvironment(organisation: LocalOrganisation): Promise<void> {
  const { endpoint, region, credentials } = organisation.admin;
  const lines = [
    `AWS_ENDPOINT_URL_S3=${endpoint}`,
    `AWS_REGION=${region}`,
    `AWS_ACCESS_KEY_ID=${credentials.accessKeyId}`,
    `AWS_SECRET_ACCESS_KEY='${credentials.secretAccessKey}'`,
    `STATE_BUCKET=${organisation.deployment.buckets.state.name}`,
    `EVIDENCE_BUCKET=${organisation.deployment.buckets.evidence.name}`,
    `ORGANIZATION_ID=${organisationId}`,
    '',
  ];
  await writeFile(environmentFile(organisation), lines.join('\n'), { mode: 0o600 });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(usage);
  else await run(options);
} catch (fault) {
  complain(fault);
  if (isPortInUse(fault)) complain('Another set of ports: npm start -- --port 3525');
  process.exitCode = 1;
}
