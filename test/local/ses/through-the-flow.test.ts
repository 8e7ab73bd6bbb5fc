import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SesPlaces } from '../../../local/ses/delivery.ts';
import { aFlow, answers, deliverAll, stepsOf } from '../a-flow.ts';
import { aFolder } from '../local-setup.ts';
import { aSes } from './a-ses.ts';

describe('mail that SES sends to a mailbox of ours', () => {
  it('goes through the flow once, also when we died between hand-over and note', async () => {
    const folder = await aFolder();
    const { flow } = await aFlow([answers(deliverAll)], {}, folder);
    const faults: unknown[] = [];
    const ses = await aSes({ verified: ['corp.example'], report: (fault) => void faults.push(fault) });
    const standing: SesPlaces['standing'] = () => 'mailbox';
    ses.server.begin({
      standing,
      async accept(mail) {
        await flow.accept(mail);
        throw new Error('dead');
      },
    });
    const id = await ses.send({
      FromEmailAddress: 'robot@corp.example',
      Destination: { ToAddresses: ['alice@corp.example'] },
      Content: { Simple: { Subject: { Data: 'Report' }, Body: { Text: { Data: 'Hello' } } } },
    });
    expect(faults).toHaveLength(1);
    const outcome = await flow.outcome(id);
    expect(stepsOf(outcome).filter((step) => step === 'received')).toHaveLength(1);
    expect(outcome.steps[0]).toMatchObject({ mailFrom: `${id}@eu-west-1.amazonses.com`, spf: 'pass', dkim: 'pass' });
    await ses.server.close();

    const next = await ses.again();
    next.server.begin({ standing, accept: (mail) => flow.accept(mail) });
    await next.server.idle();
    await flow.idle();
    expect(next.server.sent()).toMatchObject([{ state: 'delivered' }]);
    expect(stepsOf(await flow.outcome(id))).toEqual(stepsOf(outcome));
    expect(await readdir(join(folder, 'mail', 'alice@corp.example', 'new'))).toHaveLength(1);
  });

  it('is known to the flow after it has left transit', async () => {
    const test = await aFlow([answers(deliverAll)]);
    const outcome = await test.send({ id: 'seen-before' });
    await test.transit.remove('seen-before');
    expect(await test.send({ id: 'seen-before' })).toEqual(outcome);
    expect(test.flow.underWay).toEqual([]);
  });
});
