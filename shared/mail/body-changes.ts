/** Changes to the text bodies of a message, by part; several edits may want some in the same body. */

import type { Change } from './change-encoded.ts';
import type { EditableBody } from './editable-body.ts';
import type { Part } from './message.ts';

export type BodyChanges = Map<Part, { readonly body: EditableBody; readonly changes: readonly Change[] }>;

/** In the order of their places; at the same place those of `first` come first. */
export function together(first: BodyChanges, second: BodyChanges): BodyChanges {
  const all: BodyChanges = new Map(first);
  for (const [part, { body, changes }] of second) {
    const before = first.get(part)?.changes ?? [];
    all.set(part, { body, changes: [...before, ...changes].toSorted((a, b) => a.start - b.start || a.end - b.end) });
  }
  return all;
}
