/** spamd's answer to HEADERS, with the fields that `spamassassin.ts` has it add. */

export interface SpamdAnswer {
  readonly isSpam: boolean;
  /** The sum of the rules that fired; the answer's own has one digit only, which would make ties. */
  readonly score: number;
  /** 0 to 1; 0.5 where it has nothing to say. */
  readonly bayes: number;
}

/** Null where spamd gave no judgement. Throws where its answer is of another form than is known here. */
export function readSpamdAnswer(answer: string): SpamdAnswer | null {
  const [head, fields] = splitOnce(answer, '\r\n\r\n');
  if (!/^SPAMD\/[\d.]+ 0 /.test(head)) return null;
  const said = /^Spam: (True|False) ; (-?[\d.]+) \/ -?[\d.]+$/m.exec(head.replaceAll('\r', ''));
  if (said === null) throw new Error(`spamd answered without a judgement: ${JSON.stringify(head)}`);
  const rules = added(fields, 'Scores');
  const bayes = Number(added(fields, 'Bayes'));
  const score = rules === 'none' ? 0 : rules.split(',').reduce((sum, rule) => sum + scoreOf(rule), 0);
  if (Number.isNaN(bayes)) throw new Error('spamd added no number of Bayes');
  // QUIRK: it rounds 4.957 to 4.9, so that nobody sees 5.0 on what is not called spam.
  if (Math.abs(score - Number(said[2])) > 0.1001) {
    throw new Error(`spamd says ${said[2] ?? ''}, but its rules add up to ${score.toFixed(3)}: ${rules}`);
  }
  return { isSpam: said[1] === 'True', score, bayes };
}

/** A field that spamd put before those of the message; folded where it is long. */
function added(fields: string, name: string): string {
  const start = `X-Spam-${name}: `;
  const at = `\n${fields}`.indexOf(`\n${start}`);
  if (at < 0) throw new Error(`spamd added no field ${start}`);
  const [field = ''] = fields.slice(at + start.length).split(/\r?\n(?![ \t])/, 1);
  return field.replaceAll(/\s/g, '');
}

function scoreOf(rule: string): number {
  const score = Number(rule.slice(rule.lastIndexOf('=') + 1));
  if (!rule.includes('=') || Number.isNaN(score)) throw new Error(`spamd gave no score: ${JSON.stringify(rule)}`);
  return score;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
