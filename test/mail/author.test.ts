import { describe, expect, it } from 'vitest';
import { authorsOf } from '../../shared/mail/author.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

const authorsIn = (...fields: string[]) => {
  const { addresses, allHaveAddresses } = authorsOf(parseMessage(Buffer.from(`${fields.join('\r\n')}\r\n\r\nx`)));
  return { addresses: addresses.map(({ address }) => address), allHaveAddresses };
};
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `From: a${n}@b.example`);

describe('authorsOf', () => {
  it.each([
    { fields: ['From: Ann <Ann@B.example>'], addresses: ['ann@b.example'], allHaveAddresses: true },
    {
      fields: ['From: a@b.example', 'From: c@d.example'],
      addresses: ['a@b.example', 'c@d.example'],
      allHaveAddresses: true,
    },
    { fields: ['From: Ann'], addresses: [], allHaveAddresses: false },
    { fields: ['To: a@b.example'], addresses: [], allHaveAddresses: false },
    {
      fields: [`From: a@b.example,${' '.repeat(20_000)}c@d.example`],
      addresses: ['a@b.example'],
      allHaveAddresses: false,
    },
  ])('$fields.length: $addresses', ({ fields, addresses, allHaveAddresses }) => {
    expect(authorsIn(...fields)).toEqual({ addresses, allHaveAddresses });
  });

  it('of very many fields reads the first and the last, and says that it has not read all', () => {
    expect(authorsIn(...numbered(20)).allHaveAddresses).toBe(true);
    const { addresses, allHaveAddresses } = authorsIn(...numbered(20_000));
    expect(addresses).toHaveLength(20);
    expect([addresses[0], addresses[19], allHaveAddresses]).toEqual(['a0@b.example', 'a19999@b.example', false]);
  });
});
