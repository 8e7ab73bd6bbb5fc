/**
 * `npm run package`: builds the functions, packages the service as `sls deploy` would, and checks the
 * template. Needs no account and no network.
 */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { build } from './build.ts';
import { checkTemplate } from './template/check.ts';
import { validateFile } from './template/cloudformation.ts';
import { type Problem, readTemplate } from './template/document.ts';
import { expectedFunctions } from './template/expected-functions.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

export interface Packaging {
  readonly stage: string;
  readonly region: string;
  /** Values of `${param:…}`; the defaults of serverless.yml hold for the rest. */
  readonly params: Readonly<Record<string, string>>;
  /** Where template and state go, from the service's folder. */
  readonly folder: string;
  /** Holds serverless.yml and the files it names; the project unless told. */
  readonly serviceFolder?: string;
}

/** An organisation that is nobody's. */
const organizationId = 'm-0123456789abcdef0123456789abcdef';

/** As it is deployed by default, and with what the defaults leave out. */
const packagings: readonly Packaging[] = [
  { stage: 'check', region: 'us-east-1', params: { organizationId }, folder: '.serverless' },
  {
    stage: 'test',
    region: 'eu-west-1',
    params: {
      organizationId,
      eventLogGroup: '/aws/workmail/emailevents/corp',
      canaryAddress: 'canary@corp.example',
      customerKey: 'yes',
      operatorRole: 'archive/operator',
      onPermanentError: 'DEFAULT',
    },
    folder: 'dist/template-with-key',
  },
];

const run = promisify(execFile);

/** Packages what `npm run build` made; the path of the template. Rejects where osls refuses. */
export async function packageService(packaging: Packaging): Promise<string> {
  const { stage, region, params, folder, serviceFolder = project } = packaging;
  const values = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const osls = join(project, 'node_modules', 'serverless', 'bin', 'serverless.js');
  try {
    await run(
      process.execPath,
      [osls, 'package', '--stage', stage, '--region', region, '--package', folder, ...values],
      { cwd: serviceFolder, env: withoutAccount(process.env) },
    );
  } catch (cause) {
    const { message, stdout, stderr } = outputOf(cause);
    throw new Error(`sls package --stage ${stage} failed (${message}). Correct what it names:\n${stdout}${stderr}`, {
      cause,
    });
  }
  return join(serviceFolder, folder, 'cloudformation-template-update-stack.json');
}

/** How a program that failed has ended, and what it printed. */
function outputOf(fault: unknown): { message: string; stdout: string; stderr: string } {
  if (!(fault instanceof Error)) throw fault;
  const fields = new Map<string, unknown>(Object.entries(fault));
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const code = fields.get('code');
  return {
    message: typeof code === 'number' ? `exit code ${code}` : fault.message,
    stdout: text(fields.get('stdout')),
    stderr: text(fields.get('stderr')),
  };
}

/** Packaging must give the same everywhere: the caller's account and profile stay out, and so does a cache in the home folder. */
function withoutAccount(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !/^(AWS|SLS|SERVERLESS)_/.test(name));
  return {
    ...Object.fromEntries(others),
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_EC2_METADATA_DISABLED: 'true',
    SLS_SCHEMA_CACHE_BASE_DIR: join(project, 'node_modules', '.cache'),
  };
}

async function check(packaging: Packaging): Promise<readonly Problem[]> {
  const path = await packageService(packaging);
  const template: unknown = JSON.parse(await readFile(path, 'utf8'));
  return [...(await checkTemplate(readTemplate(template))), ...validateFile(path)];
}

/** A handler is a file of the zip and an export of it; Lambda would say so at the first message only. */
async function checkArtifacts(): Promise<readonly Problem[]> {
  const problems = expectedFunctions.map(async ({ handler, artifact }): Promise<readonly Problem[]> => {
    const file = `${handler.slice(0, handler.lastIndexOf('.'))}.mjs`;
    const zip = await readFile(join(project, 'dist', artifact));
    if (Object.hasOwn(unzipSync(zip, { filter: ({ name }) => name === file }), file)) return [];
    return [{ thing: `dist/${artifact}`, value: `has no ${file}`, remedy: `Build it as the handler ${handler} asks.` }];
  });
  return (await Promise.all(problems)).flat();
}

async function main(): Promise<number> {
  for (const { name, zipBytes } of await build()) console.log(`dist/${name}.zip: ${Math.ceil(zipBytes / 1000)} kB`);
  const problems = [...(await checkArtifacts())];
  for (const packaging of packagings) {
    const found = await check(packaging);
    console.log(
      `stage ${packaging.stage} in ${packaging.folder}: ${found.length === 0 ? 'no problem' : `${found.length} to mend`}`,
    );
    problems.push(...found);
  }
  for (const { thing, value, remedy } of problems) console.error(`${thing}: ${value}. ${remedy}`);
  return problems.length === 0 ? 0 : 1;
}

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (fault) {
    console.error(fault instanceof Error ? fault.message : fault);
    process.exitCode = 1;
  }
}
