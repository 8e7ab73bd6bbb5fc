import { expect, it } from 'vitest';
import { moneyWords } from '../../shared/filters/money-words.ts';
import { fold } from '../../shared/filters/spam/fold.ts';

it('are written as the message is read: folded, one space between words', () => {
  for (const [notion, lines] of Object.entries(moneyWords)) {
    for (const phrase of lines.split(/[,\n]/).map((one) => one.trim())) {
      expect(fold(phrase).text, notion).toBe(phrase);
      if (phrase !== '') expect(phrase, notion).toMatch(/^(?:[a-z0-9]+\*?|~)(?: (?:[a-z0-9]+\*?|~))*$/);
    }
  }
});
