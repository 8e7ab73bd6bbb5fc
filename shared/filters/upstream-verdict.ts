/** Matches what SES's own scanners found: its spam and virus verdicts (aws guide: "Email receiving concepts"). */

import * as v from 'valibot';
import { defineFilter, type Match, match } from './filter.ts';

export const upstreamVerdict = defineFilter({
  name: 'upstream-verdict',
  // A virus found by SES must not reach an inbox because we stumbled.
  onFault: 'closed',
  directions: ['INBOUND'],
  reasons: {
    // Not MOVE_TO_JUNK: a junk folder is synchronised to the recipient's machines like any other. Nothing is
    // lost, since the original is in the archive and the record names the reason.
    'upstream-virus': { text: 'Amazon SES found a virus in it.', onMatch: { disposition: 'DROP', edits: [] } },
    'upstream-virus-suspected': {
      text: 'Amazon SES could not rule out a virus in it.',
      onMatch: { disposition: 'MOVE_TO_JUNK', edits: [] },
    },
    'upstream-spam': {
      text: 'Amazon SES takes it for spam.',
      onMatch: { disposition: 'MOVE_TO_JUNK', edits: [] },
      yieldsToAllow: true,
    },
    'upstream-spam-suspected': {
      text: 'Amazon SES could not decide whether it is spam.',
      onMatch: { disposition: 'DEFAULT', edits: [] },
      yieldsToAllow: true,
    },
    'upstream-unscanned': {
      text: 'Amazon SES could not scan it for spam or viruses.',
      onMatch: { disposition: 'DEFAULT', edits: [] },
      yieldsToAllow: true,
    },
  },
  settings: v.strictObject({}),

  evaluate({ authentication: { spam, virus } }) {
    const matches: Match[] = [];
    if (virus === 'FAIL') matches.push(match('upstream-virus'));
    if (virus === 'GRAY') matches.push(match('upstream-virus-suspected'));
    if (spam === 'FAIL') matches.push(match('upstream-spam'));
    if (spam === 'GRAY') matches.push(match('upstream-spam-suspected'));
    if (virus === 'PROCESSING_FAILED' || spam === 'PROCESSING_FAILED') {
      matches.push(match('upstream-unscanned', { spam, virus }));
    }
    return matches;
  },
});
