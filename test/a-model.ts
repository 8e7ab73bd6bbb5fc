/** An organisation's model for tests, taught by the generator's mail. */

import { featuresOf } from '../shared/filters/spam/features.ts';
import type { Model } from '../shared/filters/spam/model-file.ts';
import { OrganisationTraining, organisationPasses } from '../shared/filters/spam/organisation-training.ts';
import { parseMessage } from '../shared/mail/parse.ts';
import { generateMail } from '../tools/train/generate.ts';

export function aTaughtModel(
  count: number,
  opinion: (unwanted: boolean) => boolean = (unwanted) => unwanted,
  seed = 21,
): Model {
  const examples = [...generateMail({ seed, count, unwanted: 0.5 })].map(({ bytes, unwanted }) => ({
    features: featuresOf(parseMessage(bytes), true),
    unwanted: opinion(unwanted),
  }));
  const training = new OrganisationTraining();
  for (let pass = 1; pass <= organisationPasses; pass += 1) {
    if (pass > 1) training.nextPass();
    for (const example of examples) training.learn(example);
  }
  return training.model();
}
