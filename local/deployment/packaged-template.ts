/**
 * The template that `sls deploy` would send to CloudFormation, for this machine.
 *
 * Packages a copy of the sources in a folder of its own: neither `dist/` nor another run's packaging matters.
 * What came out is kept by the content of what went in, so osls runs once for each change of serverless.yml.
 */

import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { functions } from '../../tools/build.ts';
import { type Packaging, packageService } from '../../tools/package.ts';
import { ensureFolder, isMissing, writeDurably } from '../disk.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const cacheFolder = join(project, 'node_modules', '.cache', 'mailweir');

export type TemplateQuestion = Pick<Packaging, 'stage' | 'region' | 'params'>;

/** The parsed JSON. Throws what osls says where it refuses the sources. */
export async function packagedTemplate(question: TemplateQuestion): Promise<unknown> {
  const path = join(cacheFolder, `${await fingerprint(question)}.json`);
  const known = await readFile(path, 'utf8').catch((fault: unknown) => {
    if (isMissing(fault)) return undefined;
    throw fault;
  });
  if (known !== undefined) return JSON.parse(known);
  const made = await packageCopy(question);
  await ensureFolder(cacheFolder);
  await writeDurably(path, made);
  return JSON.parse(made);
}

/** Everything that the template depends on. */
async function fingerprint({ stage, region, params }: TemplateQuestion): Promise<string> {
  const values = Object.entries(params).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify([stage, region, values]));
  const ofFolder = (await readdir(join(project, 'serverless'))).toSorted().map((name) => join('serverless', name));
  for (const file of ['serverless.yml', ...ofFolder, join('node_modules', 'serverless', 'package.json')]) {
    const content = await readFile(join(project, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function packageCopy(question: TemplateQuestion): Promise<string> {
  const serviceFolder = await mkdtemp(join(tmpdir(), 'mailweir-package-'));
  try {
    for (const name of ['serverless.yml', 'serverless']) {
      await cp(join(project, name), join(serviceFolder, name), { recursive: true });
    }
    // osls only asks that they are there.
    await mkdir(join(serviceFolder, 'dist'));
    for (const { name } of functions) await writeFile(join(serviceFolder, 'dist', `${name}.zip`), '');
    return await readFile(await packageService({ ...question, folder: 'package', serviceFolder }), 'utf8');
  } finally {
    await rm(serviceFolder, { recursive: true });
  }
}
