/** A text that somebody writes: its kind, its language, and whether it is held out. */

export interface Wording {
  readonly kind: string;
  readonly language: string;
  /** Held-out wordings measure, and nobody tunes by them. */
  readonly heldOut: boolean;
  readonly subject: string;
  readonly text: string;
  readonly signature: string;
}

/** One a line: kind, language, subject, text, signature. Of one kind and language every second one is held out. */
export function wordingsFrom(rows: string): readonly Wording[] {
  const seen = new Map<string, number>();
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [kind = '', language = '', subject = '', text = '', signature = ''] = row.split('|');
      const before = seen.get(`${kind} ${language}`) ?? 0;
      seen.set(`${kind} ${language}`, before + 1);
      return { kind, language, heldOut: before % 2 === 1, subject, text, signature };
    });
}
