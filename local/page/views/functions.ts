/** The functions: settings, what each invocation cost, what it printed, which calls it made. */

import { type Html, html } from '../html.ts';
import { crumbs, page } from '../layout.ts';
import type { FunctionSummary, InvocationSummary } from '../source.ts';
import { facts, table } from '../table.ts';
import { parameter, pathOf, type View } from '../visit.ts';
import { plural, time } from '../words.ts';
import { callTable } from './message.ts';

const shownInvocations = 100;
const shownCalls = 200;

export const functionsView: View = async (visit) => {
  const functions = await visit.source.functions();
  return page(visit, {
    title: 'Functions',
    live: 'functions',
    content: html`<h1>Functions</h1>${table({
      caption: 'Functions',
      columns: [
        { title: 'Name', kind: 'row' },
        { title: 'Invocations', kind: 'number' },
        { title: 'Cold', kind: 'number' },
        { title: 'Failed', kind: 'number' },
        { title: 'Middle time', kind: 'number' },
        { title: 'Peak memory', kind: 'number' },
      ],
      rows: functions.map(({ name, invocations }) => [
        html`<a href="${pathOf('functions', name)}">${name}</a>`,
        invocations.length,
        invocations.filter(({ cold }) => cold).length,
        invocations.filter(({ error }) => error !== undefined).length,
        median(invocations.map(({ ms }) => ms)),
        megabytes(Math.max(0, ...invocations.map(({ peakRssMb }) => peakRssMb ?? 0))),
      ]),
      empty: 'There is no function.',
    })}`,
  });
};

function median(values: readonly number[]): string {
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return middle === undefined ? 'none yet' : `${Math.round(middle)} ms`;
}

const megabytes = (count: number): string => (count === 0 ? 'not known' : `${Math.round(count)} MB`);

export const functionView: View = async (visit) => {
  const functions = await visit.source.functions();
  const found = functions.find(({ name }) => name === parameter(visit, 'name'));
  if (!found) return undefined;
  return page(visit, {
    title: found.name,
    live: 'functions',
    content: html`${crumbs(['/functions', 'Functions'])}
      <h1>${found.name}</h1>
      ${settings(found)}
      <section aria-labelledby="invocations"><h2 id="invocations">Invocations</h2>${invocationTable(found.invocations)}</section>
      <section aria-labelledby="calls"><h2 id="calls">Calls</h2>${callTable(found.calls.slice(0, shownCalls), 'Calls, newest first')}</section>
      <section aria-labelledby="log"><h2 id="log">Log</h2>
      ${found.log.length === 0 ? html`<p class="empty">It has printed nothing.</p>` : html`<p>The last ${plural(found.log.length, 'line')}.</p><pre class="code" tabindex="0"><code>${found.log.join('\n')}</code></pre>`}</section>`,
  });
};

function settings({ handler, memorySizeMb, timeoutMs, environment }: FunctionSummary): Html {
  return html`${facts([
    ['Handler', html`<code>${handler}</code>`],
    ['Memory', `${memorySizeMb} MB`],
    ['Timeout', `${timeoutMs / 1000} s`],
  ])}
  <details><summary>Environment</summary>${facts(
    Object.entries(environment).map(([name, value]) => [name, html`<code>${value}</code>`]),
  )}</details>`;
}

function invocationTable(invocations: readonly InvocationSummary[]): Html {
  return table({
    caption: 'Invocations, newest first',
    columns: [
      { title: 'Started' },
      { title: 'Request', kind: 'row' },
      { title: 'Start' },
      { title: 'Time', kind: 'number' },
      { title: 'CPU', kind: 'number' },
      { title: 'Memory', kind: 'number' },
      { title: 'End' },
    ],
    rows: invocations
      .slice(0, shownInvocations)
      .map(({ requestId, at, cold, ms, cpuSeconds, peakRssMb, error }) => [
        time(at),
        html`<code class="key">${requestId}</code>`,
        cold ? 'cold' : 'warm',
        `${Math.round(ms)} ms`,
        cpuSeconds === undefined ? 'not known' : `${Math.round(cpuSeconds * 1000)} ms`,
        megabytes(peakRssMb ?? 0),
        error ?? 'answered',
      ]),
    empty: 'It has not been asked yet.',
  });
}
