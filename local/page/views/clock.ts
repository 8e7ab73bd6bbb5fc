/** The organisation's clock: what it shows, and how to move it. */

import { seeOther } from '../answer.ts';
import { html } from '../html.ts';
import { page, problem, tokenField } from '../layout.ts';
import { facts } from '../table.ts';
import type { View, Visit } from '../visit.ts';
import { duration, time } from '../words.ts';

const units = new Map([
  ['minutes', 60_000],
  ['hours', 3_600_000],
  ['days', 86_400_000],
]);

const maxAmount = 3660;

export const clockView: View = async (visit) => clockPage(visit);

export const moveClock: View = async (visit) => {
  const { clock } = visit.source;
  if (!clock) return undefined;
  const amount = visit.form.fields.get('amount') ?? '';
  const unitMs = units.get(visit.form.fields.get('unit') ?? '');
  const count = /^\d{1,4}$/.test(amount) ? Number(amount) : Number.NaN;
  if (unitMs === undefined || !(count >= 1 && count <= maxAmount)) {
    return clockPage(
      visit,
      `The amount is ${JSON.stringify(amount)}; it must be a whole number from 1 to ${maxAmount}.`,
    );
  }
  clock.advance(count * unitMs);
  return seeOther('/clock');
};

function clockPage(visit: Visit, refused?: string) {
  const { clock } = visit.source;
  if (!clock) return undefined;
  return page(visit, {
    title: 'Clock',
    live: 'clock',
    ...(refused !== undefined && { status: 422 }),
    content: html`<h1>Clock</h1>
      ${facts([
        ['It shows', html`${time(clock.now())} UTC`],
        ['Ahead of this machine', duration(clock.offsetMs)],
      ])}
      <p>Moved forward, everything that waits comes at once: the next attempt of a rule, expiry in a bucket, a schedule.</p>
      ${problem(refused)}
      <form class="sheet" method="post" action="/clock">${tokenField(visit)}
        <div><label for="amount">Move forward by</label><input id="amount" name="amount" inputmode="numeric" value="1" maxlength="4" required></div>
        <div><label for="unit">Unit</label><select id="unit" name="unit">${[...units.keys()].map((unit) => html`<option>${unit}</option>`)}</select></div>
        <p><button type="submit">Move</button></p>
      </form>`,
  });
}
