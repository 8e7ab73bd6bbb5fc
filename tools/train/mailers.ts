/** What mail programs write about themselves; people and fraudsters use the same ones, so it says nothing of either. */

import type { Random } from './random.ts';

const mailers: readonly (readonly string[])[] = [
  ['X-Mailer: Microsoft Outlook 16.0', 'Thread-Index: AdqLm0x1Qe9nS0aXQ1uQ0m1m1m1m1m==', 'Content-Language: en-us'],
  [
    'X-Mailer: Microsoft Outlook Express 6.00.2900.5512',
    'X-MimeOLE: Produced By Microsoft MimeOLE V6.00.2900.5512',
    'X-Priority: 3',
    'X-MSMail-Priority: Normal',
  ],
  [
    'X-Mailer: Microsoft Outlook, Build 10.0.2627',
    'X-MimeOLE: Produced By Microsoft MimeOLE V6.00.2600.0000',
    'X-Priority: 3 (Normal)',
    'X-MSMail-Priority: Normal',
    'Importance: Normal',
  ],
  ['X-Mailer: Apple Mail (2.3774.600.62)'],
  ['X-Mailer: iPhone Mail (21F90)'],
  ['User-Agent: Mozilla Thunderbird', 'Content-Language: en-US'],
  ['User-Agent: Mutt/2.2.12'],
  ['X-Mailer: Lotus Notes Release 6.5.1 January 21, 2004'],
  ['User-Agent: K-9 Mail for Android'],
  ['User-Agent: SquirrelMail/1.4.22', 'X-Priority: 3 (Normal)', 'Importance: Normal'],
  ['User-Agent: Roundcube Webmail/1.6.6'],
  ['X-Mailer: The Bat! (v9.3) Professional', 'X-Priority: 3 (Normal)'],
  ['X-Mailer: Zimbra 9.0.0_GA_4564 (ZimbraWebClient - GC)'],
  ['X-Mailer: YahooMailWebService/0.8.111'],
  [],
  [],
  [],
];

/** Whole lines. */
export function mailerFields(random: Random): readonly string[] {
  return random.of(mailers) ?? [];
}
