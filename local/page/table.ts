/**
 * A table that becomes a list of cards where there is no room for columns.
 *
 * Styles that change `display` take a table's meaning away from screen readers; the roles give it back.
 */

import { type Content, type Html, html } from './html.ts';

export interface Column {
  readonly title: string;
  /** `number`: aligned right; `wide`: takes what room there is; `row`: names its row. */
  readonly kind?: 'number' | 'wide' | 'row';
}

export interface Table {
  /** Says what the table lists; read by screen readers, not shown. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Content[])[];
  /** In place of a table without rows. */
  readonly empty: string;
}

export function table({ caption, columns, rows, empty }: Table): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<table role="table" class="cards">
    <caption class="unseen">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${columns.map(
      ({ title, kind }) => html`<th role="columnheader" scope="col" class="${kind}">${title}</th>`,
    )}</tr></thead>
    <tbody role="rowgroup">${rows.map((cells) => html`<tr role="row">${cells.map((cell, at) => cellOf(cell, columns[at]))}</tr>`)}</tbody>
  </table>`;
}

function cellOf(cell: Content, column: Column | undefined): Html {
  const label = column?.title;
  return column?.kind === 'row'
    ? html`<th role="rowheader" scope="row" data-label="${label}">${cell}</th>`
    : html`<td role="cell" class="${column?.kind}" data-label="${label}">${cell}</td>`;
}

/** Names and values, one below the other. */
export function facts(rows: readonly (readonly [string, Content])[]): Html {
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
