import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { isFreemail } from '../../../shared/filters/impersonation/freemail.ts';

const words = (...lines: readonly string[]): readonly string[] => lines.flatMap((line) => line.split(' '));

describe('freemail', () => {
  it.each(
    words(
      'gmail.com googlemail.com yahoo.com yahoo.com.mx yahoo.com.ar yahoo.com.tw yahoo.com.hk yahoo.com.sg yahoo.co.id yahoo.gr',
      'outlook.com outlook.com.br outlook.jp outlook.com.au outlook.in hotmail.com.br hotmail.se hotmail.no hotmail.dk',
      'hotmail.co.jp live.se live.com.mx msn.com aol.co.uk icloud.com docomo.ne.jp yandex.kz yandex.by yandex.com.tr gmx.co.uk',
      'gmx.li gmx.us zoho.eu zoho.in hey.com asia.com secretary.net protonmail.ch proton.me t-online.de substack.com',
    ),
  )('%s is', (domain) => {
    expect(isFreemail(domain)).toBe(true);
  });

  it.each(
    words(
      'outlook.evil.com yahoo.evil.com hotmail.evil.co.uk yahoo.com.evil.example myyahoo.example notyahoo.com.mx yahoo-inc.com',
      'hotmail.example live.example outlook.example outlook.partners live.io outlook.ai yandex-team.ru corp.example zoho.example',
      'microsoft.com google.com apple.com hotmail.xyz.evil.mx yahoo.org.evil.mx proton.example proton.ch x.substack.com',
      'yahoo.co.mx.evil.example gmx.net.evil.de',
    ),
  )('%s is not', (domain) => {
    expect(isFreemail(domain)).toBe(false);
  });

  prop.prop([fc.stringMatching(/^[a-z0-9-]{3,20}$/), fc.constantFrom('com', 'example', 'co.uk', 'com.br')])(
    "nobody's name below a domain is a provider's",
    (name, ending) => {
      for (const provider of ['yahoo', 'hotmail', 'gmx', 'outlook', 'live'])
        expect(isFreemail(`${provider}.${name}.${ending}`)).toBe(false);
    },
  );
});
