import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eicar } from '../../../local/flow/content-scan.ts';
import { configurationSetsIn } from '../../../local/ses/configuration-sets.ts';
import type { SesEvent } from '../../../local/ses/events.ts';
import { region } from '../local-setup.ts';
import { aSes, reply } from './a-ses.ts';

const topic = `arn:aws:sns:${region}:123456789012:mail-events`;

describe('what SES has taken', () => {
  it('goes to the flow for mailboxes of ours, and stays in the outbox for all others', async () => {
    const ses = await aSes();
    const id = await ses.to('alice@org.example', 'pat@partner.example');
    expect(ses.accepted).toMatchObject([
      { id, origin: 'ses', mailFrom: `${id}@${region}.amazonses.com`, recipients: ['alice@org.example'] },
    ]);
    expect(ses.accepted[0]?.raw.toString('latin1')).toBe(await ses.content(id));
    expect(ses.server.sent()[0]?.outcomes).toEqual([
      { recipient: 'alice@org.example', became: 'handed-on', detail: '' },
      { recipient: 'pat@partner.example', became: 'delivered', detail: '' },
    ]);
    expect((await ses.events()).map(({ eventType }) => eventType)).toEqual(['Send', 'Delivery', 'Delivery']);
  });

  it.each([
    { to: 'success', events: ['Send', 'Delivery'], state: 'delivered', notices: [] },
    { to: 'success+label', events: ['Send', 'Delivery'], state: 'delivered', notices: [] },
    { to: 'bounce', events: ['Send', 'Bounce'], state: 'bounced', notices: ['Delivery Status Notification'] },
    { to: 'complaint', events: ['Send', 'Delivery', 'Complaint'], state: 'delivered', notices: [] },
    { to: 'ooto', events: ['Send', 'Delivery'], state: 'delivered', notices: ['Out of the office'] },
    { to: 'suppressionlist', events: ['Send', 'Bounce'], state: 'bounced', notices: ['Delivery Status Notification'] },
  ])('is simulated for $to@simulator.amazonses.com', async ({ to, events, state, notices }) => {
    const ses = await aSes();
    await ses.to(`${to}@simulator.amazonses.com`);
    const published = await ses.events();
    expect(published.map(({ eventType }) => eventType)).toEqual(events);
    expect(ses.server.sent()[0]?.state).toBe(state);
    expect(ses.accepted.map(({ recipients, mailFrom }) => ({ recipients, mailFrom }))).toEqual(
      notices.map(() => ({ recipients: ['postmaster@org.example'], mailFrom: null })),
    );
    for (const notice of notices) expect(ses.accepted[0]?.raw.toString()).toContain(`Subject: ${notice}`);
    expect(ses.server.suppression.list()).toEqual([]); // never by the simulator
    const subType = to === 'suppressionlist' ? 'Suppressed' : 'General';
    if (state === 'bounced') expect(published[1]).toMatchObject({ bounce: { bounceSubType: subType } });
    if (to === 'complaint') expect(published[2]).toMatchObject({ complaint: { complaintFeedbackType: 'abuse' } });
  });

  it('bounces for an address that our domain does not have, and suppresses it from then on', async () => {
    const ses = await aSes();
    await ses.to('nobody@org.example', 'pat@partner.example');
    expect(ses.server.suppression.list()).toMatchObject([{ address: 'nobody@org.example', reason: 'BOUNCE' }]);
    await ses.to('Nobody@org.example');
    const bounces = (await ses.events()).filter(({ eventType }) => eventType === 'Bounce');
    expect(bounces).toMatchObject([
      {
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [{ emailAddress: 'nobody@org.example', status: '5.1.1', action: 'failed' }],
        },
      },
      { bounce: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' } },
    ]);
    expect(ses.server.sent().map(({ state }) => state)).toEqual(['bounced', 'suppressed']);
    await ses.server.suppression.remove('nobody@org.example');
    await ses.to('nobody@org.example');
    expect(ses.server.sent()[2]?.state).toBe('bounced');
  });

  it('is not tried for a suppressed recipient, and is for the others; the list outlives a restart', async () => {
    const first = await aSes();
    await first.server.suppression.add('Angry@b.example', 'COMPLAINT', new Date());
    await first.server.close();
    const ses = await first.again();
    ses.server.begin({ standing: () => 'mailbox', accept: async (mail) => void ses.accepted.push(mail) });
    await ses.to('angry@b.example', 'calm@b.example');
    expect(ses.accepted.map(({ recipients }) => recipients)).toEqual([['calm@b.example']]);
    expect(await ses.events()).toMatchObject([
      { eventType: 'Send' },
      { eventType: 'Complaint', complaint: { complaintSubType: 'OnAccountSuppressionList' } },
      { eventType: 'Delivery' },
    ]);
  });

  it.each([
    { what: 'a configuration set overrides the list', reasons: [], state: 'delivered' },
    { what: 'a configuration set heeds complaints only', reasons: ['COMPLAINT'], state: 'delivered' },
    { what: 'a configuration set heeds bounces', reasons: ['BOUNCE'], state: 'suppressed' },
  ] as const)('$what', async ({ reasons, state }) => {
    const configurationSets = [{ name: 'own', suppressedReasons: reasons, destinations: [] }];
    const ses = await aSes({ configurationSets });
    await ses.server.suppression.add('gone@b.example', 'BOUNCE', new Date());
    await ses.send({ ConfigurationSetName: 'own', Destination: { ToAddresses: ['gone@b.example'] } });
    expect(ses.server.sent()[0]?.state).toBe(state);
  });

  it('is rejected for all when a virus is found, after it was taken', async () => {
    const ses = await aSes();
    await ses.sendRaw(...reply, 'Cc: alice@org.example', '', eicar);
    expect(ses.server.sent()[0]?.state).toBe('rejected');
    expect(ses.accepted).toEqual([]);
    expect(await ses.events()).toMatchObject([
      { eventType: 'Send' },
      { eventType: 'Reject', reject: { reason: 'Bad content' } },
    ]);
  });

  it('is bounced to whom the message names: the request before Return-Path before From', async () => {
    const ses = await aSes();
    const bounce = ['bounce@simulator.amazonses.com'];
    await ses.send({ Destination: { ToAddresses: bounce }, FeedbackForwardingEmailAddress: 'alice@org.example' });
    const lines = [...reply, 'Return-Path: <alice@org.example>', '', 'x'].join('\r\n');
    await ses.send({ Destination: { ToAddresses: bounce }, Content: { Raw: { Data: Buffer.from(lines) } } });
    expect(ses.accepted.map(({ recipients }) => recipients)).toEqual([['alice@org.example'], ['alice@org.example']]);
    const silent = await aSes({ feedbackForwarding: false });
    await silent.to(...bounce);
    expect(silent.accepted).toEqual([]);
  });
});

describe('events', () => {
  it('go to the topics of the configuration set that ask for their kind, in SES’s form', async () => {
    const got: { event: SesEvent; topics: readonly string[] }[] = [];
    const ses = await aSes({
      configurationSets: [{ name: 'watched', destinations: [{ topicArn: topic, types: ['Bounce', 'Delivery'] }] }],
      onEvent: (event, topics) => void got.push({ event, topics }),
    });
    const id = await ses.send({
      ConfigurationSetName: 'watched',
      EmailTags: [{ Name: 'campaign', Value: 'autumn' }],
      Destination: { ToAddresses: ['bounce@simulator.amazonses.com'] },
    });
    await ses.to('bounce@simulator.amazonses.com'); // without a configuration set
    expect(got).toEqual([
      {
        topics: [topic],
        event: {
          eventType: 'Bounce',
          mail: {
            timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
            source: 'postmaster@org.example',
            sourceArn: `arn:aws:ses:${region}:123456789012:identity/org.example`,
            sendingAccountId: '123456789012',
            messageId: id,
            destination: ['bounce@simulator.amazonses.com'],
            headersTruncated: false,
            headers: expect.arrayContaining([{ name: 'Message-ID', value: '<mine@org.example>' }]),
            commonHeaders: {
              from: ['Post <postmaster@org.example>'],
              to: ['alice@sender.example'],
              messageId: '<mine@org.example>',
              subject: 'Away',
            },
            tags: {
              'ses:configuration-set': ['watched'],
              'ses:source-ip': ['127.0.0.1'],
              'ses:from-domain': ['org.example'],
              'ses:caller-identity': ['inbound'],
              campaign: ['autumn'],
            },
          },
          bounce: {
            bounceType: 'Permanent',
            bounceSubType: 'General',
            bouncedRecipients: [
              {
                emailAddress: 'bounce@simulator.amazonses.com',
                action: 'failed',
                status: '5.1.1',
                diagnosticCode: 'smtp; 550 5.1.1 user unknown',
              },
            ],
            timestamp: expect.any(String),
            feedbackId: expect.stringContaining(id),
            reportingMTA: expect.stringMatching(/^dns; /),
          },
        },
      },
    ]);
    expect(await ses.events()).toHaveLength(4);
  });

  it('hold up no mail where a topic cannot be reached', async () => {
    const faults: unknown[] = [];
    const ses = await aSes({
      configurationSets: [{ name: 'watched', destinations: [{ topicArn: topic, types: ['Send'] }] }],
      onEvent: () => Promise.reject(new Error('no such topic')),
      report: (fault) => void faults.push(fault),
    });
    await ses.send({ ConfigurationSetName: 'watched' });
    expect(ses.server.sent()).toMatchObject([{ state: 'delivered' }]);
    expect(faults).toMatchObject([{ message: 'no such topic' }]);
  });

  it('take tags and configuration set from the message, and tags of the request in their place', async () => {
    const ses = await aSes({ configurationSets: [{ name: 'watched', destinations: [] }] });
    const lines = [...reply, 'X-SES-CONFIGURATION-SET: watched', 'X-SES-MESSAGE-TAGS: a=1, b=2', '', 'x'];
    await ses.sendRaw(...lines);
    await ses.send({
      Content: { Raw: { Data: Buffer.from(lines.join('\r\n')) } },
      EmailTags: [{ Name: 'c', Value: '3' }],
    });
    const tags = (await ses.events()).filter(({ eventType }) => eventType === 'Send').map(({ mail }) => mail.tags);
    expect(tags[0]).toMatchObject({ 'ses:configuration-set': ['watched'], a: ['1'], b: ['2'] });
    expect(tags[1]).toMatchObject({ c: ['3'] });
    expect(tags[1]).not.toHaveProperty('a');
  });

  it('show at most 10 KB of the header', async () => {
    const ses = await aSes();
    await ses.sendRaw(...reply, ...Array.from({ length: 30 }, (_, index) => `X-${index}: ${'x'.repeat(900)}`), '', 'x');
    const [event] = await ses.events();
    expect(event?.mail.headersTruncated).toBe(true);
    expect(JSON.stringify(event?.mail.headers).length).toBeLessThan(12 * 1024);
  });
});

describe('a crash', () => {
  it('loses nothing that was answered, and hands nothing on twice', async () => {
    const down = await aSes();
    await down.server.stop();
    const id = await down.to('alice@org.example');
    expect(down.server.sent()).toMatchObject([{ state: 'accepted' }]);
    await down.server.close();

    const up = await down.again();
    up.server.begin({ standing: () => 'mailbox', accept: async (mail) => void up.accepted.push(mail) });
    await up.server.idle();
    expect(up.accepted.map((mail) => mail.id)).toEqual([id]);
    await up.server.close();

    const third = await down.again();
    third.server.begin({ standing: () => 'mailbox', accept: async (mail) => void third.accepted.push(mail) });
    await third.server.idle();
    expect(third.accepted).toEqual([]);
  });

  it('between hand-over and note repeats the hand-over under the same id, and decides nothing anew', async () => {
    const faults: unknown[] = [];
    const ses = await aSes({ report: (fault) => void faults.push(fault) });
    let handed = 0;
    ses.server.begin({
      standing: () => 'mailbox',
      accept: async () => {
        handed += 1;
        throw new Error('the disk is full');
      },
    });
    const id = await ses.to('alice@org.example');
    expect(handed).toBe(1);
    expect(faults).toMatchObject([{ message: 'the disk is full' }]);
    expect((await ses.events()).map(({ eventType }) => eventType)).toEqual(['Send', 'DeliveryDelay']);
    await ses.server.suppression.add('alice@org.example', 'BOUNCE', new Date());
    await ses.server.close();

    const next = await ses.again();
    next.server.begin({ standing: () => 'unknown', accept: async (mail) => void next.accepted.push(mail) });
    await next.server.idle();
    expect(next.accepted.map((mail) => mail.id)).toEqual([id]);
    expect(next.server.sent()).toMatchObject([{ state: 'delivered' }]);
  });

  it('leaves no message that nobody was promised', async () => {
    const ses = await aSes();
    const id = await ses.to('alice@org.example');
    const files = join(ses.folder, 'messages');
    expect(JSON.parse(await readFile(join(files, `${id}.json`), 'utf8'))).toMatchObject({ done: true });
    expect(() => ses.server.content('../suppression')).toThrow(/sent no message/);
  });
});

describe('configuration sets of a template', () => {
  it('are read with the SNS destinations that are enabled', () => {
    const destination = (Enabled: boolean, more: object) => ({
      type: 'AWS::SES::ConfigurationSetEventDestination',
      properties: { ConfigurationSetName: 'mail', EventDestination: { Enabled, ...more } },
    });
    const sets = configurationSetsIn([
      {
        type: 'AWS::SES::ConfigurationSet',
        properties: { Name: 'mail', SuppressionOptions: { SuppressedReasons: ['BOUNCE'] } },
      },
      {
        type: 'AWS::SES::ConfigurationSet',
        ref: 'paused',
        properties: { SendingOptions: { SendingEnabled: false } },
      },
      destination(true, {
        MatchingEventTypes: ['bounce', 'deliveryDelay', 'COMPLAINT', 'open'],
        SnsDestination: { TopicARN: topic },
      }),
      destination(false, { MatchingEventTypes: ['send'], SnsDestination: { TopicARN: topic } }),
      destination(true, { MatchingEventTypes: ['send'], CloudWatchDestination: {} }),
      { type: 'AWS::S3::Bucket', properties: {} },
    ]);
    expect(sets).toEqual([
      {
        name: 'mail',
        sendingEnabled: true,
        suppressedReasons: ['BOUNCE'],
        destinations: [{ topicArn: topic, types: ['Bounce', 'DeliveryDelay', 'Complaint'] }],
      },
      { name: 'paused', sendingEnabled: false, destinations: [] },
    ]);
  });
});
