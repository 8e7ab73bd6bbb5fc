import { describe, expect, it } from 'vitest';
import { markerValue, ownMarkerIn } from '../../shared/reply/marker.ts';
import { anOccasion } from './a-reply.ts';

const key = Buffer.from('case-file-key');
const marker = { mailbox: 'rita@corp.example', responseId: 'oof-summer', at: new Date(1_780_736_400_000) };
const value = markerValue(marker, key);
const read = (text: string, keys: readonly Uint8Array[] = [key]) =>
  ownMarkerIn(anOccasion({ fields: text.split('|').map((one) => `X-Mailweir-Reply: ${one}`) }).message, keys);

describe('the marker of our replies', () => {
  it('is written as the cases have it', () => {
    expect(value).toBe(
      'v1; m=rita@corp.example; r=oof-summer; t=1780736400; h=Ezdc3SutekJrSFq8Nq-RwItFgGkMOV1b2SasJX8qkII',
    );
  });

  it.each([
    ['as written', value],
    ['folded', value.replaceAll('; ', ';\r\n ')],
    ['after a forged one', `v1; x|${value}`],
  ])('is known %s', (_, text) => expect(read(text)).toEqual(marker));

  it('is known under the key before, too', () => expect(read(value, [Buffer.from('new'), key])).toEqual(marker));

  it.each([
    ['of another key', value, [Buffer.from('other')]],
    ['without keys', value, []],
    ['for another mailbox', value.replace('rita', 'tina'), [key]],
    ['of another response', value.replace('summer', 'winter'), [key]],
    ['of another time', value.replace('1780736400', '1780736401'), [key]],
    ['with more at its end', `${value}; x=y`, [key]],
    ['cut', value.slice(0, -1), [key]],
    ['among too many', `${'x|'.repeat(4)}${value}`, [key]],
  ])('is not believed %s', (_, text, keys) => expect(read(text, keys)).toBeUndefined());
});
