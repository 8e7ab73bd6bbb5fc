/** The models a command judges by: the one shipped with mailweir or another, and the organisation's. */

import type { ContentModels } from '../../shared/filters/spam/content-score.ts';
import { decodeModel, type Model } from '../../shared/filters/spam/model-file.ts';
import { shippedModel } from '../../shared/filters/spam/shipped-model.ts';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';
import { readNamed } from './list.ts';

export interface ModelOptions {
  readonly model: string | undefined;
  readonly 'org-model': string | undefined;
}

export async function readModels(given: ModelOptions, terminal: Terminal): Promise<ContentModels> {
  const organisation = given['org-model'];
  const models: ContentModels = {
    shipped: await shippedOf(given.model, terminal),
    organisation: organisation === undefined ? null : await readModel(organisation, 'organisation', terminal),
  };
  if (models.shipped || models.organisation) return models;
  throw new CommandFault(
    'usage',
    '--model none leaves nothing to judge by. Name an organisation model with --org-model.',
  );
}

async function shippedOf(path: string | undefined, terminal: Terminal): Promise<Model | null> {
  if (path === undefined) return shippedModel();
  return path === 'none' ? null : readModel(path, 'shipped', terminal);
}

async function readModel(path: string, kind: Model['kind'], terminal: Terminal): Promise<Model> {
  const model = decodeModel(await readNamed(path, 'a model, as "mailweir spam train" writes it', terminal));
  const problem =
    typeof model === 'string' ? model : model.kind === kind ? undefined : `is a model of the kind ${model.kind}`;
  if (typeof model !== 'string' && problem === undefined) return model;
  throw new CommandFault('environment', `${printable(path)} ${problem ?? ''}. Name a model of the kind ${kind}.`);
}
