import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { type ForeignValues, readForeign } from '../../../local/foreign/settings.ts';
import { type LocalOrganisation, startOrganisation } from '../../../local/organisation.ts';
import { stepsOf } from '../a-flow.ts';
import { aFolder, afterTest } from '../local-setup.ts';
import { aBundledZip, aSourceFolder, aZip } from './a-package.ts';

async function organisationWith(values: ForeignValues): Promise<LocalOrganisation> {
  const foreign = readForeign(values);
  if (!foreign) throw new Error('there is a function');
  const organisation = await startOrganisation({
    stateDir: join(await aFolder(), 'state'),
    foreign,
    rule: { timeoutMs: 0 },
  });
  afterTest(() => organisation.close({ graceMs: 0 }));
  return organisation;
}

const mailTo = (to: string, subject = 'Figures') => ({
  from: 'pat@partner.example',
  to: [to],
  raw: `From: Pat <pat@partner.example>\r\nTo: ${to}\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\nSubject: ${subject}\r\n\r\nHello.\r\n`,
});

async function delivered(organisation: LocalOrganisation, mailbox: string): Promise<readonly string[]> {
  const folder = join(organisation.folder.mail, mailbox, 'new');
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
}

describe('a Lambda that is not ours', () => {
  it('changes mail: bundled CommonJS, an earlier SDK, from a zip', async () => {
    const organisation = await organisationWith({
      function: await aBundledZip('disclaimer'),
      environment: ['UPDATED_EMAIL_BUCKET=mail-updates', 'DISCLAIMER=Mind = your words.'],
    });
    const outcome = await organisation.send(mailTo('alice@corp.example'));
    expect(stepsOf(outcome)).not.toContain('failed');
    const [mail = ''] = await delivered(organisation, 'alice@corp.example');
    expect(mail).toMatch(/\r\nSubject: Figures\r\n\r\nHello\.\r\n\r\nMind = your words\.\r\n$/);
    expect(organisation.foreign?.name).toBe('disclaimer');
  });

  it('changes what users send, too', async () => {
    const organisation = await organisationWith({
      function: await aBundledZip('disclaimer'),
      environment: ['UPDATED_EMAIL_BUCKET=mail-updates', 'DISCLAIMER=Private.'],
    });
    const alice = 'alice@corp.example';
    const raw = Buffer.from(mailTo('pat@partner.example').raw.replace('Pat <pat@partner.example>', alice));
    const id = await organisation.flow.submit({
      user: alice,
      mailFrom: alice,
      recipients: ['pat@partner.example'],
      raw,
    });
    await organisation.flow.outcome(id);
    const { outbox } = organisation.folder;
    const [sent = ''] = (await readdir(outbox)).filter((name) => name.endsWith('.eml'));
    expect(await readFile(join(outbox, sent), 'latin1')).toMatch(/Hello\.\r\n\r\nPrivate\.\r\n$/);
  });

  it('archives and bounces: its sources in a folder, the SDK of the runtime', async () => {
    const organisation = await organisationWith({
      function: await aSourceFolder('archive'),
      handler: 'src/app.archive',
      bucket: ['mail-archive'],
    });
    const kept = await organisation.send(mailTo('alice@corp.example'));
    const bounced = await organisation.send(mailTo('bob@corp.example', 'Top Secret'));
    expect(stepsOf(kept)).toContain('delivered');
    expect(stepsOf(bounced)).toContain('bounced');
    const stored = organisation.s3.lookUp('mail-archive', `archive/${kept.id}.eml`);
    expect(stored.found && (await stored.read()).toString()).toContain('Subject: Figures');
  });

  it('is held to the policy of its role where one is given', async () => {
    const allow = (...actions: readonly string[]) => ({ Effect: 'Allow', Action: actions, Resource: '*' });
    const policy = { Version: '2012-10-17', Statement: [allow('workmailmessageflow:*')] };
    const file = join(await aFolder(), 'policy.json');
    await writeFile(file, JSON.stringify(policy));
    const values = {
      function: await aBundledZip('disclaimer'),
      environment: ['UPDATED_EMAIL_BUCKET=mail-updates', 'DISCLAIMER=x'],
      'role-policy': file,
    };
    const organisation = await organisationWith(values);
    const outcome = await organisation.send(mailTo('alice@corp.example'));
    expect(outcome.steps.find((step) => step.step === 'failed')?.detail).toMatch(/^AccessDenied: .* s3:PutObject /);
    await organisation.close();

    await writeFile(file, JSON.stringify({ ...policy, Statement: [...policy.Statement, allow('s3:PutObject')] }));
    const allowed = await organisationWith(values);
    expect(stepsOf(await allowed.send(mailTo('alice@corp.example')))).not.toContain('failed');
  });

  const answering = (answer: unknown) => ({
    'index.js': `exports.handler = async () => (${JSON.stringify(answer)});`,
  });
  it.each([
    {
      what: 'the text "true" for allRecipients',
      files: answering({ actions: [{ action: { type: 'DEFAULT' }, allRecipients: 'true' }] }),
      says: /^actions\.0\.allRecipients: .*boolean.*"true"/,
    },
    { what: 'no answer', files: answering(null), says: /the answer|Object/ },
    {
      what: 'an SES disposition',
      files: answering({ disposition: 'CONTINUE' }),
      says: /actions/,
    },
    {
      what: 'a callback',
      files: { 'index.js': 'exports.handler = (event, context, callback) => callback(null, {});' },
      says: /^Runtime\.CallbackHandlerDeprecated/,
    },
    {
      what: 'a module that is nowhere',
      files: { 'index.js': "require('no-such-thing'); exports.handler = async () => ({});" },
      says: /^Runtime\.ImportModuleError: .*no-such-thing/,
    },
    {
      what: 'another export',
      files: { 'index.js': 'exports.main = async () => ({});' },
      says: /^Runtime\.HandlerNotFound: .*index\.handler/,
    },
    {
      what: 'an exception',
      files: { 'index.js': "exports.handler = async () => { throw new TypeError('no such field'); };" },
      says: /^TypeError: no such field$/,
    },
    {
      what: 'no end',
      files: { 'index.js': 'exports.handler = () => new Promise((done) => setTimeout(done, 60000));' },
      says: /^Sandbox\.Timedout: .*1\.00 seconds/,
    },
  ])(
    'is told why it failed: $what',
    async ({ files, says }) => {
      const organisation = await organisationWith({ function: await aZip('theirs.zip', files), timeout: '1' });
      const outcome = await organisation.send(mailTo('alice@corp.example'));
      const failed = outcome.steps.find((step) => step.step === 'failed');
      expect(failed?.detail).toMatch(says);
      expect(stepsOf(outcome)).toContain('delivered'); // by the fallback action
    },
    60_000,
  );

  it.each([
    { what: 'no such file', path: async () => '/nowhere/my.zip', says: /--function \/nowhere\/my\.zip cannot be read/ },
    {
      what: 'a folder in the zip',
      files: { 'my/index.js': '' },
      says: /It holds my\/index\.js: zip what is in the folder/,
    },
    {
      what: 'Python',
      files: { 'lambda_function.py': '' },
      says: /lambda_function\.py: Python\. Only functions for Node/,
    },
    {
      what: 'another file',
      files: { 'app.js': '' },
      says: /no index\.js, index\.mjs, index\.cjs .* It holds app\.js\./,
    },
    { what: 'no zip', path: async () => fileURLToPath(import.meta.url), says: /is no zip that can be read/ },
  ])('is refused at the start: $what', async ({ path, files = {}, says }) => {
    const given = path ? await path() : await aZip('theirs.zip', files);
    await expect(organisationWith({ function: given })).rejects.toThrow(says);
  });

  it('is refused a policy that cannot be enforced', async () => {
    const file = join(await aFolder(), 'policy.json');
    const refused = async (text: string) => {
      await writeFile(file, text);
      return organisationWith({ function: await aZip('theirs.zip', answering({})), 'role-policy': file });
    };
    await expect(refused('Version: 2012-10-17')).rejects.toThrow(/--role-policy \S+policy\.json is no policy in JSON/);
    const statement = { Effect: 'Allow', NotAction: 's3:*', Resource: '*' };
    await expect(refused(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }))).rejects.toThrow(
      /NotAction/,
    );
  });

  it.each([
    { given: ['BUCKET'], says: /--environment BUCKET is neither NAME=VALUE nor a file/ },
    { given: ['1ST=x'], says: /"1ST" in 1ST=x is no name that Lambda takes/ },
    { given: ['AWS_REGION=eu-west-1'], says: /Lambda sets AWS_REGION itself/ },
    { given: [`BIG=${'x'.repeat(5000)}`], says: /Lambda allows 4096/ },
  ])('is refused variables: $says', async ({ given, says }) => {
    const zip = await aZip('theirs.zip', answering({}));
    await expect(organisationWith({ function: zip, environment: given })).rejects.toThrow(says);
  });
});

describe('mailweir local --function', () => {
  it('runs it under SMTP, shows what it prints and why it fails, and ends on a signal', async () => {
    const state = join(await aFolder(), 'state');
    const zip = await aBundledZip('disclaimer');
    const cli = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
    const environment = ['--environment', 'UPDATED_EMAIL_BUCKET=mail-updates', '--environment', 'DISCLAIMER=Mind.'];
    const args = ['local', '--port', '0', '--state', state, '--function', zip, ...environment];
    const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    afterTest(() => void child.kill('SIGKILL'));
    let text = '';
    for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (more) => (text += more));
    const says = (words: RegExp) => expect.poll(() => text, { timeout: 20_000 }).toMatch(words);
    await says(/^ready$/m);
    expect(text).toMatch(/Bucket +mail-updates in /);
    expect(text).toMatch(/Function +disclaimer, index\.handler/);

    const port = Number(/swaks --server 127\.0\.0\.1:(\d+) /.exec(text)?.[1]);
    const client = createTransport({ host: '127.0.0.1', port });
    await client.sendMail({ from: 'you@stranger.example', to: 'alice@corp.example', subject: 'x', text: 'Hello' });
    await says(/updated [0-9a-f-]{36}/);
    await says(/<you@stranger\.example> → alice@corp\.example {2}inbox: changed {2}The function answered DEFAULT\./);

    // A line of more than 1,000 bytes comes in by SMTP, and PutRawMessageContent refuses it: the function fails.
    const long = `From: a@stranger.example\r\nSubject: x\r\n\r\n${'x'.repeat(1200)}\r\n`;
    await client.sendMail({ envelope: { from: 'a@stranger.example', to: 'bob@corp.example' }, raw: long });
    await says(/^[0-9a-f-]{36}: attempt 1 failed: MessageRejected: /m);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});
