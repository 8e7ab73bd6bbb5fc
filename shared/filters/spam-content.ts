/**
 * Matches a message whose content looks like unwanted mail to the model that comes with mailweir (docs/model.md).
 *
 * Content alone is weak evidence about mail of strangers: receipts and password resets look like fraud to every
 * model trained on public mail. So the threshold is high, and nothing follows from a match unless policy says so.
 */

import * as v from 'valibot';
import { defineFilter, match, pass, type Reason, type Verdict } from './filter.ts';
import { evidenceOf, scoreContent } from './spam/content-score.ts';
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
    'segment-like-spam': because('One passage of it is like those of unwanted mail.'),
    'partly-read': because('It is so large that only its beginning was read for signs of unwanted mail.'),
  },
  settings: v.strictObject({
    /** In logits. At 2, four in ten phishing messages of a public sample lie above it. */
    threshold: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(20)), 2),
  }),

  evaluate({ message }, { threshold }) {
    const models = { shipped: shippedModel(), organisation: null };
    const { score, cut } = scoreContent(message, models);
    const verdicts: Verdict[] = [];
    if (score > threshold) {
      verdicts.push(match('looks-like-spam', { score: rounded(score), threshold }));
      for (const { code, weight } of evidenceOf(message, models).flatMap(({ reasons }) => reasons)) {
        if (code.endsWith('-like-spam')) verdicts.push(match(code, { share: rounded(weight) }));
      }
    }
    if (cut.length > 0) verdicts.push(match('partly-read', { cut: cut.join('.') }));
    return verdicts.length > 0 ? verdicts : pass;
  },
});

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
