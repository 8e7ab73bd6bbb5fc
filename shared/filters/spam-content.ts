/**
 * Matches a message whose content looks like unwanted mail to the model that comes with mailweir and to the one that the
 * organisation has taught (docs/model.md).
 *
 * Content alone is weak evidence about mail of strangers: receipts and password resets look like fraud to every
 * model trained on public mail. So the threshold is high, and nothing follows from a match unless policy says so.
 */

import * as v from 'valibot';
import type { ParsedMessage } from '../mail/message.ts';
import { defineFilter, match, pass, type Reason, type Verdict } from './filter.ts';
import { type ContentModels, evidenceOf, isUnwanted, scoreContent } from './spam/content-score.ts';
import { shippedModel } from './spam/shipped-model.ts';

/** A part of the explanation: it comes with `looks-like-spam` and never alone. */
const because = (text: string): Reason => ({
  text,
  onMatch: { disposition: 'DEFAULT', edits: [] },
  yieldsToAllow: true,
});

export const spamContent = defineFilter({
  name: 'spam-content',
  // An opinion that is missing is no reason to hold up mail.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'looks-like-spam': because('Its content looks like unwanted mail.'),
    'header-like-spam': because('Its header fields are like those of unwanted mail.'),
    'structure-like-spam': because('Its form and its attachments are like those of unwanted mail.'),
    'links-like-spam': because('Its links are like those of unwanted mail.'),
    'subject-like-spam': because('The words of its subject are like those of unwanted mail.'),
    'words-like-spam': because('Its words are like those of unwanted mail.'),
    'letters-like-spam': because('Its spelling and phrases are like those of unwanted mail.'),
    'bytes-like-spam': because('Its source text is like that of unwanted mail.'),
    'segment-like-spam': because('One passage of it is like those of unwanted mail.'),
    'partly-read': because('It is so large that only its beginning was read for signs of unwanted mail.'),
  },
  settings: v.strictObject({
    /** In logits. At 2, four in ten phishing messages of a public sample lie above it. */
    threshold: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(20)), 2),
  }),

  evaluate({ message, organisationModel }, { threshold }) {
    const shipped = shippedModel();
    const models = { shipped, organisation: organisationModel };
    const scored = scoreContent(message, models);
    // The setting speaks of the shipped model alone; how much surer that is than its own threshold holds for both.
    const margin = threshold - shipped.threshold;
    const verdicts: Verdict[] = [];
    if (isUnwanted(scored, models, margin)) {
      const own = scored.organisation === null ? {} : { organisation: rounded(scored.organisation) };
      verdicts.push(
        match('looks-like-spam', {
          score: rounded(scored.score),
          threshold: rounded(scored.threshold + margin),
          ...own,
        }),
      );
      for (const [code, share] of sharesOf(message, models)) {
        if (share > 0 && code.endsWith('-like-spam')) verdicts.push(match(code, { share: rounded(share) }));
      }
    }
    if (scored.cut.length > 0) verdicts.push(match('partly-read', { cut: scored.cut.join('.') }));
    return verdicts.length > 0 ? verdicts : pass;
  },
});

/** By reason, what both models make of it; the strongest first, as one model has them. */
function sharesOf(message: ParsedMessage, models: ContentModels): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { code, weight } of evidenceOf(message, models).flatMap(({ reasons }) => reasons))
    shares.set(code, (shares.get(code) ?? 0) + weight);
  return shares;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
