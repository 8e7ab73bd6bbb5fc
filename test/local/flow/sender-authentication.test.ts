import { describe, expect, it } from 'vitest';
import { authenticateSender, type SenderDomain, type SenderFacts } from '../../../local/flow/sender-authentication.ts';
import { aFlow, aMail, answers, deliverAll } from '../a-flow.ts';

const domains: readonly SenderDomain[] = [
  { domain: 'corp.example', spf: 'fail', signs: false, dmarc: 'reject' },
  { domain: 'partner.example', spf: 'pass', signs: true },
];
const ours: SenderFacts = {
  mailFrom: '0100@eu-west-1.amazonses.com',
  helo: 'x.smtp-out.eu-west-1.amazonses.com',
  fromDomain: 'corp.example',
  origin: 'ses',
};

describe('the sender of mail', () => {
  it('from SES is vouched for by SES and by the domain in From', () => {
    expect(authenticateSender(ours, domains)).toEqual({
      spf: { result: 'pass', domain: 'amazonses.com' },
      dkim: [
        { result: 'pass', domain: 'corp.example' },
        { result: 'pass', domain: 'amazonses.com' },
      ],
      dmarc: { result: 'pass', domain: 'corp.example', policy: 'reject' },
    });
  });

  it('is not believed to be SES by its names', () => {
    expect(authenticateSender({ ...ours, origin: 'outside' }, domains)).toMatchObject({
      spf: { result: 'none' },
      dkim: [],
      dmarc: { result: 'fail', policy: 'reject' },
    });
  });

  it('has no DMARC result where its domain publishes none', () => {
    const partner = {
      ...ours,
      mailFrom: 'p@partner.example',
      fromDomain: 'partner.example',
      origin: 'outside',
    } as const;
    expect(authenticateSender(partner, domains).dmarc).toEqual({ result: 'none', domain: 'partner.example' });
  });

  it('stands in the block on top, each signature for itself', async () => {
    const run = await aFlow([answers(deliverAll)]);
    const raw = Buffer.from('From: Ada <ada@corp.example>\r\n\r\nHello\r\n');
    const { id } = await run.send({ ...aMail, mailFrom: ours.mailFrom, raw, origin: 'ses' });
    const text = String(await (await run.transit.find(id))?.original());
    expect(text).toContain('spf=pass (spfCheck: domain of amazonses.com designates');
    expect(text).toContain('\r\n dkim=pass header.i=@corp.example;\r\n dkim=pass header.i=@amazonses.com;');
  });
});
