/** Fault switches: what goes wrong next, once or by chance. */

import { seeOther } from '../answer.ts';
import { html } from '../html.ts';
import { page, problem, tokenField } from '../layout.ts';
import type { FaultToPlant } from '../source.ts';
import { table } from '../table.ts';
import type { View, Visit } from '../visit.ts';

export const faultsView: View = async (visit) => faultsPage(visit);

export const plantFault: View = async (visit) => {
  const { faults } = visit.source;
  if (!faults) return undefined;
  const fault = readFault(visit.form.fields);
  const refused = typeof fault === 'string' ? fault : faults.plant(fault);
  return refused === undefined ? seeOther('/faults') : faultsPage(visit, refused);
};

export const clearFault: View = async (visit) => {
  const { faults } = visit.source;
  if (!faults) return undefined;
  const id = visit.form.fields.get('id') ?? '';
  if (/^\d{1,9}$/.test(id)) faults.clear(Number(id));
  return seeOther('/faults');
};

/** The fault, or what is wrong with the form. */
function readFault(fields: ReadonlyMap<string, string>): FaultToPlant | string {
  const text = (name: string): string => (fields.get(name) ?? '').trim();
  const [rate, seed] = [text('rate'), text('seed')];
  if (rate !== '' && !(Number(rate) > 0 && Number(rate) <= 1))
    return `The rate is ${JSON.stringify(rate)}; it must be above 0 and at most 1.`;
  if (seed !== '' && !/^\d{1,9}$/.test(seed)) return `The seed is ${JSON.stringify(seed)}; it must be a whole number.`;
  return {
    name: text('name'),
    service: text('service') || undefined,
    operation: text('operation') || undefined,
    rate: rate === '' ? undefined : Number(rate),
    seed: seed === '' ? undefined : Number(seed),
  };
}

function faultsPage(visit: Visit, refused?: string) {
  const { faults } = visit.source;
  if (!faults) return undefined;
  return page(visit, {
    title: 'Faults',
    live: 'faults',
    ...(refused !== undefined && { status: 422 }),
    content: html`<h1>Faults</h1>
      <p>What AWS does on a bad day, whenever you want it. Without a rate a fault strikes once.</p>
      ${problem(refused)}
      ${table({
        caption: 'Planted faults',
        columns: [
          { title: 'Fault', kind: 'row' },
          { title: 'Has struck', kind: 'number' },
          { title: 'State' },
          { title: 'Take away' },
        ],
        rows: faults
          .planted()
          .map(({ id, text, struck, spent }) => [
            html`<code>${text}</code>`,
            struck,
            spent ? 'spent' : 'waits',
            html`<form method="post" action="/faults/clear">${tokenField(visit)}<input type="hidden" name="id" value="${id}"><button type="submit">Clear<span class="unseen"> ${text}</span></button></form>`,
          ]),
        empty: 'No fault is planted.',
      })}
      <h2>Plant one</h2>
      <form class="sheet" method="post" action="/faults">${tokenField(visit)}
        <div><label for="name">Fault</label><select id="name" name="name" required>${faults.kinds.map(
          ({ name }) => html`<option value="${name}">${name}</option>`,
        )}</select></div>
        <div><label for="service">Service (any, if empty)</label><input id="service" name="service" list="services" maxlength="40">
          <datalist id="services"><option value="s3"></option><option value="ses"></option><option value="workmailmessageflow"></option></datalist></div>
        <div><label for="operation">Operation (any, if empty)</label><input id="operation" name="operation" maxlength="60" placeholder="PutObject"></div>
        <div><label for="rate">Rate, 0 to 1 (once, if empty)</label><input id="rate" name="rate" inputmode="decimal" maxlength="8"></div>
        <div><label for="seed">Seed</label><input id="seed" name="seed" inputmode="numeric" maxlength="9"></div>
        <p><button type="submit">Plant</button></p>
      </form>
      <h2>What each does</h2>
      <dl class="facts">${faults.kinds.map(({ name, what }) => html`<div><dt>${name}</dt><dd>${what}</dd></div>`)}</dl>`,
  });
}
