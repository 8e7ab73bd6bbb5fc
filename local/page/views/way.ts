/** The steps of a message's way, each with what there is to know about it. */

import type { DeliveryRecord } from '../../../shared/archive/record.ts';
import type { Assignment } from '../../flow/assignment.ts';
import type { FlowStep } from '../../flow/flow-step.ts';
import { bdi, type Content, type Html, html } from '../html.ts';
import type { MessageWay } from '../source.ts';
import { facts } from '../table.ts';
import { pathOf, withQuery } from '../visit.ts';
import { bytes, duration, exactTime } from '../words.ts';
import { reasonText } from './reasons.ts';

type Step<S extends FlowStep['step']> = Extract<FlowStep, { step: S }>;

/** The flow's steps in their order; after the function was asked last, what it did meanwhile. */
export function wayOf(way: MessageWay): readonly Html[] {
  const { steps, record } = way;
  const told = steps.map((step) => toldStep(step, way));
  const found = [...fetched(way), ...(record ? recordSteps(record, way) : [])];
  const asked = steps.findLastIndex(({ step }) => step === 'invoked');
  return [...told.slice(0, asked + 1), ...found, ...told.slice(asked + 1)];
}

function entry(at: string | undefined, title: Content, more?: Content, look = ''): Html {
  return html`<li class="${look}"><p class="at">${at !== undefined && exactTime(at)}</p><div><h3>${title}</h3>${more}</div></li>`;
}

function toldStep(step: FlowStep, way: MessageWay): Html {
  switch (step.step) {
    case 'received':
      return received(step);
    case 'invoked':
      return entry(step.at, `Function asked${step.attempt === 1 ? '' : `, attempt ${step.attempt}`}`);
    case 'failed':
      return entry(step.at, failureTitles[step.why], html`<p>${step.detail}</p>`, 'bad');
    case 'waiting':
      return entry(step.at, `Waiting ${duration(step.ms)} before the next attempt`);
    case 'answered':
      return entry(
        step.at,
        `Answered in ${step.ms} ms`,
        html`<details><summary>The answer</summary><pre class="code" tabindex="0"><code>${JSON.stringify(step.answer, null, 2)}</code></pre></details>`,
      );
    case 'decided':
      return decidedStep(step);
    case 'delivered':
      return delivered(step, way);
    case 'dropped':
      return entry(step.at, html`Dropped for ${bdi(step.recipient)}`, undefined, 'bad');
    case 'bounced':
      return bounced(step);
    case 'submitted':
      return submitted(step);
    case 'dmarc-applied':
      return entry(
        step.at,
        `DMARC: the author’s domain asks for ${step.policy}`,
        html`<p>For ${list(step.recipients)}.</p>`,
        'bad',
      );
    case 'rule-chosen':
      return ruleChosen(step);
    case 'invoked-async':
      return entry(
        step.at,
        `Function ${step.functionName} told by the rule “${step.rule}”`,
        step.problem !== null && html`<p>${step.problem}</p>`,
      );
    case 'sent':
      return entry(
        step.at,
        html`Sent out to ${bdi(step.recipient)}`,
        html`<p>${step.gateway !== null && `By the gateway ${step.gateway}. `}<a href="/outbox">In the outbox</a></p>`,
        'good',
      );
    case 'handed-over':
      return entry(
        step.at,
        html`Handed over to ${bdi(step.recipient)}`,
        html`<p><a href="${pathOf('messages', step.id)}">As a message that comes in</a></p>`,
        'good',
      );
    case 'redirected':
      return entry(
        step.at,
        html`Sent on from ${bdi(step.mailbox)} to ${bdi(step.to)}`,
        html`<p><a href="${pathOf('messages', step.id)}">As a message that goes out</a></p>`,
      );
    case 'journaled':
      return entry(
        step.at,
        html`Journaled to ${bdi(step.address)}`,
        step.file === null && html`<p>It could not be delivered.</p>`,
      );
    case 'no-mailbox':
      return entry(step.at, html`No mailbox for ${bdi(step.recipient)}`, undefined, 'bad');
    case 'done':
      return entry(step.at, 'Done', undefined, 'good');
    default:
      return otherStep(step);
  }
}

const failureTitles = {
  error: 'The function failed',
  timeout: 'No answer in time',
  'invalid-answer': 'The answer was not valid',
} as const;

const list = (addresses: readonly string[]): Html =>
  html`${addresses.map((address, place) => html`${place > 0 && ', '}<bdi>${address}</bdi>`)}`;

function submitted({ at, user, redirected, mailFrom, recipients, sizeBytes }: Step<'submitted'>): Html {
  const title = redirected ? html`Redirected from the mailbox of ${bdi(user)}` : html`Handed in by ${bdi(user)}`;
  return entry(at, title, html`<p>${bytes(sizeBytes)} from ${bdi(mailFrom ?? '<>')} for ${list(recipients)}</p>`);
}

function ruleChosen({ at, rule, action, functionName, recipients }: Step<'rule-chosen'>): Html {
  const title = rule === null ? 'No rule holds' : `The rule “${rule}” holds`;
  const more = html`<p>${action}${functionName !== undefined && ` ${functionName}`}, for ${list(recipients)}</p>`;
  return entry(at, title, more);
}

function received({ at, mailFrom, recipients, sizeBytes, ...verdicts }: Step<'received'>): Html {
  return entry(
    at,
    'Received',
    html`<p>${bytes(sizeBytes)} from ${bdi(mailFrom ?? '<>')} for ${list(recipients)}</p>
    <ul class="verdicts" aria-label="What SES says of it">${(['spf', 'dkim', 'dmarc', 'spam', 'virus'] as const).map(
      (name) => html`<li class="${verdictLook(verdicts[name])}">${name.toUpperCase()} <b>${verdicts[name]}</b></li>`,
    )}</ul>`,
  );
}

function verdictLook(verdict: string): string {
  const word = verdict.toLowerCase();
  if (word === 'pass') return 'good';
  return word === 'fail' ? 'bad' : 'neutral';
}

/** The server saw it; the function does not tell. */
const fetched = ({ calls }: MessageWay): readonly Html[] =>
  calls
    .filter(({ operation }) => operation === 'GetRawMessageContent')
    .map(({ at, status, code }) =>
      entry(at.toISOString(), 'Content fetched', status !== 200 && html`<p>${status} ${code}</p>`),
    );

/** What the record adds: the function's own account. */
function recordSteps(record: DeliveryRecord, { steps, calls }: MessageWay): readonly Html[] {
  const invoked = steps.findLast((step): step is Step<'invoked'> => step.step === 'invoked');
  return [
    kept(record),
    ...record.findings.map((finding) => findingStep(finding)),
    ...(record.findings.length === 0 ? [entry(undefined, 'Nothing found', notJudged(record))] : []),
    edits(record, calls),
    entry(
      record.recordedAt,
      'Recorded',
      html`<p>Delivery <code>${record.deliveryId}</code>${invoked && html`, attempt ${invoked.attempt}`}.</p>`,
    ),
  ];
}

function kept({ evidence, retention, firstSeen }: DeliveryRecord): Html {
  if (evidence === null) return entry(firstSeen, 'Not kept', html`<p>The content was no longer to be had.</p>`, 'bad');
  return entry(
    firstSeen,
    'Original kept',
    facts([
      ['Key', html`<code>${evidence.key}</code>`],
      ['Version', html`<code>${evidence.version}</code>`],
      ['SHA-256', html`<code>${evidence.sha256}</code>`],
      ['Locked', `${retention.mode} until ${retention.until.slice(0, 10)}`],
    ]),
  );
}

const notJudged = ({ judged, why }: DeliveryRecord): Content =>
  judged !== 'judged' && html`<p>Not judged: ${why ?? judged}.</p>`;

function findingStep({
  filter,
  reason,
  mode,
  disposition,
  evidence,
  recipients,
}: DeliveryRecord['findings'][number]): Html {
  return entry(
    undefined,
    html`Found: ${filter}${mode === 'shadow' && ' (shadow: nothing follows)'}`,
    html`<p>${reasonText(filter, reason) ?? reason}</p>
    <ul class="verdicts" aria-label="Reason and evidence">
      <li><code>${reason}</code></li>
      <li>alone it asks for <b>${disposition}</b></li>
      ${recipients && html`<li>only for <b>${list(recipients)}</b></li>`}
      ${Object.entries(evidence).map(([name, value]) => html`<li>${name} <b>${String(value)}</b></li>`)}
    </ul>`,
    'found',
  );
}

function edits({ edits: made, writeBack }: DeliveryRecord, calls: MessageWay['calls']): Html {
  const at = calls.findLast(({ operation }) => operation === 'PutRawMessageContent')?.at.toISOString();
  if (typeof writeBack === 'object') {
    return entry(at, 'Changed content refused', html`<p>${writeBack.refused}</p>${editList(made)}`, 'bad');
  }
  if (writeBack === 'uncertain') return entry(at, 'Changed content handed back, no answer', editList(made), 'bad');
  if (writeBack === 'none') return entry(undefined, 'Content left as it is', editList(made));
  return entry(at, 'Changed content handed back', editList(made));
}

const editTitles = new Map([
  ['insert-banner', 'A notice at the top'],
  ['tag-subject', 'A tag in the subject'],
  ['replace-attachment', 'A file replaced'],
  ['remove-attachment', 'A file taken out'],
  ['rewrite-links', 'Links led through another address'],
  ['add-field', 'A header field added'],
]);

/** A record keeps its edits as they were asked for; only their names and ends are ours to tell. */
function editList(made: DeliveryRecord['edits']): Content {
  const told = made.map((edit) => {
    const values = new Map<string, unknown>(typeof edit === 'object' && edit !== null ? Object.entries(edit) : []);
    const text = (name: string): string => {
      const value = values.get(name);
      return typeof value === 'string' ? value : '';
    };
    const reason = text('reason');
    return html`<li>${editTitles.get(text('kind')) ?? text('kind')}: ${text('outcome')}${reason !== '' && ` (${reason})`}</li>`;
  });
  return told.length > 0 && html`<ul>${told}</ul>`;
}

function decidedStep({ at, by, assignments, changed }: Step<'decided'>): Html {
  return entry(
    at,
    `Decided ${decidedBy[by]}`,
    html`<ul>${assignments.map((assignment) => html`<li><bdi>${assignment.recipient}</bdi>: <b>${assignment.type}</b>, ${whoDecided[assignment.by]}${assignment.bounceMessage !== undefined && html`: “<bdi>${assignment.bounceMessage}</bdi>”`}</li>`)}</ul>
    <p>${changed ? 'With the changed content.' : 'With the content as it came.'}</p>`,
  );
}

const decidedBy = {
  answer: 'by the function',
  fallback: 'by the rule’s fallback action',
  rule: 'by a rule',
  dmarc: 'by DMARC',
  'no-rule': 'without a rule',
} as const;

const whoDecided: Readonly<Record<Assignment['by'], string>> = {
  named: 'named in the answer',
  rest: 'as one of all recipients',
  fallback: 'by the fallback action',
  added: 'added by the answer',
  rule: 'by a rule',
  dmarc: 'by DMARC',
  'no-rule': 'as no rule holds',
};

function delivered({ at, recipient, mailbox, folder, file }: Step<'delivered'>, { summary }: MessageWay): Html {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const copy = pathOf('mail', 'mailbox', mailbox, folder, name);
  return entry(
    at,
    html`Delivered to the ${folder} of ${bdi(mailbox)}`,
    html`${recipient !== mailbox && html`<p>For <bdi>${recipient}</bdi>.</p>`}
    <p><a href="${withQuery(copy, { back: summary.id })}">Open this copy</a> <code class="file">${name}</code></p>`,
    'good',
  );
}

function bounced({ at, recipient, file }: Step<'bounced'>): Html {
  const more =
    file === null
      ? html`<p>A notification is never answered, so nobody is told.</p>`
      : html`<p><a href="/outbox">In the outbox</a></p>`;
  return entry(at, html`Bounced for ${bdi(recipient)}`, more, 'bad');
}

/** A step this page has no words for yet. */
function otherStep(step: object): Html {
  const values = new Map<string, unknown>(Object.entries(step));
  const rest = [...values].filter(([name]) => name !== 'at' && name !== 'step');
  return entry(
    String(values.get('at')),
    String(values.get('step')),
    rest.length > 0 &&
      facts(rest.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])),
  );
}
