/**
 * The filter `spam` in the circumstances it meets: the same mail from strangers and from people one knows, with and
 * without an author that authentication speaks for.
 *
 *     node bench/spam/circumstances.ts --root FOLDER --lists FOLDER --held-out MODEL
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { combine } from '../../shared/filters/combination.ts';
import type { MailObject } from '../../shared/filters/filter.ts';
import { valuesOf } from '../../shared/filters/inputs.ts';
import { type Acquaintance, type Relation, unknownRelation } from '../../shared/filters/relation.ts';
import { marginOf, scoreContent } from '../../shared/filters/spam/content-score.ts';
import { decodeModel } from '../../shared/filters/spam/model-file.ts';
import { type Authentication, noAuthentication } from '../../shared/mail/authentication.ts';
import { authorsOf } from '../../shared/mail/author.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { generateMail } from '../../tools/train/generate.ts';
import { heldOutKinds } from '../../tools/train/shipped.ts';
import { table } from '../figures.ts';
import { percentage, shareInterval } from './measures.ts';
import { type Labelled, readCorpus } from './runs.ts';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: '.' },
    lists: { type: 'string', default: '.' },
    'held-out': { type: 'string', default: 'held.model' },
  },
});
const shipped = decodeModel(readFileSync(values['held-out']));
if (typeof shipped === 'string') throw new Error(`${values['held-out']} ${shipped}`);
const models = { shipped, organisation: null };
/** As the filter has them by default. */
const thresholds = { junk: 1, warn: 0.4 };

const unseen = (_: unknown, at: number): boolean => at % 2 === 1;
const modern = readCorpus(values.lists, values.root, 'modern');
const mail: Readonly<Record<string, readonly Labelled[]>> = {
  'list ham': modern.filter(unseen).filter(({ unwanted }) => !unwanted),
  'Enron ham': readCorpus(values.lists, values.root, 'enron').filter(unseen),
  'transactional ham': [
    ...generateMail({ seed: 77, count: 2_000, unwanted: 0, kinds: (kind) => heldOutKinds.includes(kind) }),
  ],
  phishing: modern.filter(({ unwanted }) => unwanted),
};

const dealings = (received: number, written: number): Relation => {
  const one: Acquaintance = {
    received,
    daysReceived: received,
    firstReceivedDaysAgo: received === 0 ? null : 40,
    written,
    firstWrittenDaysAgo: written === 0 ? null : 30,
    lastWrittenDaysAgo: written === 0 ? null : 3,
  };
  return { state: 'asked', address: one, domain: one, historyDays: 90 };
};
const relations: Readonly<Record<string, Relation>> = {
  'not known': unknownRelation,
  'a stranger': dealings(0, 0),
  'wrote once': dealings(1, 0),
  'wrote, and was answered twice': dealings(1, 2),
};
const passes: Readonly<Record<string, (domain: string) => Authentication>> = {
  'as the domain': (domain) => ({
    ...fromSes,
    dkim: [{ result: 'pass', domain }],
    dmarc: { result: 'pass', domain },
  }),
  'by nothing': (domain) => ({ ...fromSes, spf: { result: 'none', domain } }),
};
const fromSes: Authentication = { ...noAuthentication, origin: 'ses-block', spam: 'PASS', virus: 'PASS' };

const rows = Object.entries(passes).flatMap(([how, authentication]) =>
  Object.entries(relations).map(([who, relation]) => [
    who,
    how,
    ...Object.values(mail).map((messages) => {
      const scores = messages.map(({ bytes }) => scoreOf(bytes, authentication, relation));
      const junk = percentage(scores, (score) => score > thresholds.junk);
      const warned = percentage(scores, (score) => score > thresholds.warn && score <= thresholds.junk);
      const [low, high] = shareInterval(junk, scores.length);
      return `${junk.toFixed(2)} % [${low.toFixed(2)}-${high.toFixed(2)}], ${warned.toFixed(2)} %`;
    }),
  ]),
);
console.log(table(['sender', 'authenticated', ...Object.keys(mail).map((name) => `${name}: junk, warned`)], rows));

function scoreOf(bytes: Buffer, authentication: (domain: string) => Authentication, relation: Relation): number {
  const message = parseMessage(bytes);
  const domain = authorsOf(message).addresses[0]?.domain ?? 'unknown.example';
  const object: MailObject = {
    envelope: { reversePath: `bounce@${domain}`, recipients: ['bob@corp.example'], complete: true },
    direction: 'INBOUND',
    message,
    authentication: authentication(domain),
    relation,
    organisation: {
      domains: ['corp.example'],
      directory: { people: [], groups: [], partners: [] },
      lists: { allow: [], block: [] },
      mailboxLists: {},
    },
    organisationModel: null,
  };
  return combine(valuesOf(object, marginOf(scoreContent(message, models), models), [])).score;
}
