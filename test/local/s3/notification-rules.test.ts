import { describe, expect, it } from 'vitest';
import { matches, notificationRules } from '../../../local/s3/notification-rules.ts';

const Topic = 'arn:aws:sns:eu-west-1:111122223333:records';
const Queue = 'arn:aws:sqs:eu-west-1:111122223333:index';
const filtered = (prefix?: string, suffix?: string) => ({
  Filter: {
    S3Key: {
      Rules: [
        ...(prefix === undefined ? [] : [{ Name: 'prefix', Value: prefix }]),
        ...(suffix === undefined ? [] : [{ Name: 'Suffix', Value: suffix }]),
      ],
    },
  },
});

describe('notificationRules', () => {
  it('reads what our template writes', () => {
    expect(
      notificationRules({ TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic, ...filtered('record/') }] }),
    ).toEqual([{ id: 'topic-1', destination: Topic, events: ['ObjectCreated:Put'], prefix: 'record/', suffix: '' }]);
    expect(notificationRules(undefined)).toEqual([]);
  });

  it.each([
    { prefixes: ['a/', 'b/'], suffixes: ['', ''], allowed: true },
    { prefixes: ['a/', 'a/b/'], suffixes: ['', ''], allowed: false },
    { prefixes: ['', 'a/'], suffixes: ['', ''], allowed: false },
    { prefixes: ['a/', 'a/'], suffixes: ['.jpg', '.png'], allowed: true },
    { prefixes: ['a/', 'a/b'], suffixes: ['g', '.jpg'], allowed: false },
    { prefixes: ['a/', 'b/'], suffixes: ['.jpg', '.jpg'], allowed: true },
  ])('$prefixes with $suffixes: allowed $allowed', ({ prefixes, suffixes, allowed }) => {
    const read = () =>
      notificationRules({
        TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic, ...filtered(prefixes[0], suffixes[0]) }],
        QueueConfigurations: [{ Event: 's3:ObjectCreated:Put', Queue, ...filtered(prefixes[1], suffixes[1]) }],
      });
    if (allowed) expect(read()).toHaveLength(2);
    else expect(read).toThrow(/topic-1 and queue-1 are ambiguous: both tell of s3:ObjectCreated:Put.*one topic/);
  });

  it('lets one prefix have two destinations for different events', () => {
    const events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'];
    expect(notificationRules({ TopicConfigurations: events.map((Event) => ({ Event, Topic })) })).toHaveLength(3);
  });

  it.each([
    { written: { EventBridgeConfiguration: {} }, says: /EventBridgeConfiguration/ },
    {
      written: { TopicConfigurations: [{ Event: 's3:ObjectTagging:*', Topic }] },
      says: /TopicConfigurations\.0\.Event/,
    },
    {
      written: { TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic: { Ref: 'T' } }] },
      says: /Topic: must be an ARN/,
    },
    {
      written: {
        TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic, ...filtered('a', 'b') }].map((one) => ({
          ...one,
          Filter: {
            S3Key: {
              Rules: [
                { Name: 'prefix', Value: 'a' },
                { Name: 'prefix', Value: 'b' },
              ],
            },
          },
        })),
      },
      says: /one prefix only/,
    },
  ])('refuses $written', ({ written, says }) => {
    expect(() => notificationRules(written)).toThrow(says);
  });

  it('matches both ends of a key', () => {
    const [rule] = notificationRules({
      QueueConfigurations: [{ Event: 's3:ObjectRemoved:*', Queue, ...filtered('a/', '.eml') }],
    });
    if (!rule) throw new Error('no rule');
    expect(matches(rule, 'a/1.eml', 'ObjectRemoved:Delete')).toBe(true);
    expect(matches(rule, 'a/1.eml', 'ObjectRemoved:DeleteMarkerCreated')).toBe(true);
    expect(matches(rule, 'a/1.eml', 'ObjectCreated:Put')).toBe(false);
    expect(matches(rule, 'a/1.txt', 'ObjectRemoved:Delete')).toBe(false);
    expect(matches(rule, 'b/1.eml', 'ObjectRemoved:Delete')).toBe(false);
  });
});
