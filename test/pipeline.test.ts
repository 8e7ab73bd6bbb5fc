import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type DeliveryRecord, parseRecord } from '../shared/archive/record.ts';
import { PermanentError, TransientError } from '../shared/errors.ts';
import { type Facts, noFacts } from '../shared/facts.ts';
import { defineFilter, type Filter, match, pass } from '../shared/filters/filter.ts';
import { unknownRelation } from '../shared/filters/relation.ts';
import { places } from '../shared/filters/spam/hash.ts';
import type { Model } from '../shared/filters/spam/model-file.ts';
import { type JudgeInput, judge } from '../shared/judge.ts';
import { type Outcome, processMessage, type Run } from '../shared/pipeline.ts';
import { compilePolicy, type Policy } from '../shared/policy.ts';
import { parsePolicy } from '../shared/policy-document.ts';
import { decodeEvent } from '../shared/sources/workmail.ts';
import { type Observer, World } from './fakes.ts';

const organisation = `m-${'0'.repeat(32)}`;

/** Matches every message; what follows is the policy's. */
const everything = defineFilter({
  name: 'everything',
  onFault: 'open',
  directions: ['INBOUND', 'OUTBOUND'],
  reasons: {
    seen: {
      text: 'every message',
      onMatch: { disposition: 'DEFAULT', edits: [{ kind: 'tag-subject', tag: '[EXTERNAL]' }] },
    },
  },
  settings: v.strictObject({}),
  evaluate: ({ message }) => (message.root.header.fields.some(({ name }) => name === 'x-quiet') ? pass : match('seen')),
});
const filters: readonly Filter[] = [everything];

const original = Buffer.from(
  [
    'From: alice@partner.example',
    'To: bob@corp.example',
    'Date: Mon, 23 Nov 2026 09:00:00 +0000',
    'Subject: Hello',
    '',
    'Hello.',
    '',
  ].join('\r\n'),
);
const edited = Buffer.from(original.toString().replace('Subject: Hello', 'Subject: [EXTERNAL] Hello'));
const quiet = Buffer.from(`X-Quiet: yes\r\n${original.toString()}`);

const event = (invocationId = 'invocation-1') => ({
  summaryVersion: '2018-10-10',
  envelope: { mailFrom: { address: 'alice@partner.example' }, recipients: [{ address: 'bob@corp.example' }] },
  messageId: 'flow-1',
  invocationId,
  flowDirection: 'INBOUND',
  truncated: false,
});

function aPolicy(more: Record<string, unknown> = {}): Policy {
  const parsed = parsePolicy({ version: 1, domains: ['corp.example'], ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

let runs = 0;
function aRun(more: Partial<Run> = {}): Run {
  runs += 1;
  const never = new AbortController().signal;
  return {
    organisation,
    requestId: `run-${runs}`,
    filters,
    answerBy: never,
    farewellBy: () => never,
    writeBackBy: never,
    judgeWithinMs: () => 1_000,
    ...more,
  };
}

const handOver = (
  world: World,
  observer: Observer = {},
  more: Parameters<World['ports']>[2] & { run?: Partial<Run>; id?: string } = {},
): Promise<Outcome> =>
  processMessage(decodeEvent(event(more.id)), world.ports(filters, observer, more), aRun(more.run));

const onlyRecord = (world: World): DeliveryRecord => {
  expect(world.records.size).toBe(1);
  return JSON.parse([...world.records.values()][0] ?? '') as DeliveryRecord;
};

describe('one hand-over', () => {
  it('keeps the original, plans, writes back, records, answers', async () => {
    const world = new World(original, aPolicy());
    const { answer, attempt } = await handOver(world);
    expect(answer.rest).toEqual({ disposition: 'DEFAULT' });
    expect(attempt).toBe('first');
    expect(world.content.equals(edited)).toBe(true);
    expect([...world.evidence.values()].map(({ bytes }) => bytes)).toEqual([original]);
    expect(world.effects.filter((effect) => !effect.startsWith('read') && effect !== 'fetch')).toEqual([
      'keep',
      'plan',
      'exchange',
      'replace',
      'record',
    ]);
    expect(onlyRecord(world)).toMatchObject({
      schema: 'record/v1',
      writeBack: 'done',
      judged: 'judged',
      editedSizeBytes: edited.length,
    });
  });

  it('writes nothing back where nothing is edited: the same bytes are never split and joined', async () => {
    const world = new World(quiet, aPolicy());
    await handOver(world);
    expect(world.effects).not.toContain('exchange');
    expect(world.effects).not.toContain('replace');
    expect(onlyRecord(world).writeBack).toBe('none');
  });

  it('records no subject and no body', async () => {
    const world = new World(original, aPolicy());
    await handOver(world);
    const text = [...world.records.values()].join();
    expect(text).not.toContain('Hello');
  });

  it('locks evidence for the floor, no longer', async () => {
    const world = new World(original, aPolicy({ retention: { floorDays: 7 } }));
    await handOver(world);
    const [stored] = world.evidence.values();
    expect(stored?.retention).toEqual({ mode: 'GOVERNANCE', until: new Date('2026-11-30T09:00:00.000Z') });
  });

  it('gives evidence met again the later date', async () => {
    const world = new World(original, aPolicy());
    await handOver(world);
    world.content = original;
    world.now = new Date('2026-11-25T09:00:00.000Z');
    await handOver(world, {}, { id: 'invocation-2' });
    expect(world.evidence.size).toBe(1);
    expect(world.records.size).toBe(2);
    expect([...world.evidence.values()][0]?.retention.until).toEqual(new Date('2026-12-25T09:00:00.000Z'));
  });

  it('in shadow records what would be done and does nothing', async () => {
    const policy = aPolicy({ mode: 'shadow' });
    const world = new World(original, policy);
    const { answer } = await handOver(world);
    expect(answer).toMatchObject({ recipients: [], rest: { disposition: 'DEFAULT' } });
    expect(world.content).toBe(original);
    expect(onlyRecord(world)).toMatchObject({
      mode: 'shadow',
      edits: [{ kind: 'tag-subject', outcome: 'applied' }],
      wouldBe: { rest: { disposition: 'DEFAULT' } },
    });
  });
});

/** The process ends here: what was done stays done, nothing after it happens. */
class Killed extends Error {}

/** Kills at the n-th effect counted from 0, before or after it takes place. */
function killAt(n: number, when: 'before' | 'after'): Observer & { reached: boolean } {
  const observer: Observer & { reached: boolean } = { reached: false };
  observer[when] = (_effect, at) => {
    if (at !== n) return;
    observer.reached = true;
    throw new Killed();
  };
  return observer;
}

describe.each(['before', 'after'] as const)('killed %s an effect', (when) => {
  it.each([
    { what: 'then asked again', change: () => undefined, policy: undefined },
    {
      what: 'then asked again after midnight UTC',
      change: (world: World) => (world.now = new Date('2026-11-24T00:00:10.000Z')),
      policy: undefined,
    },
    { what: 'then asked again under another policy', change: () => undefined, policy: aPolicy({ mode: 'shadow' }) },
  ])('$what: one evidence object, one plan, one record, correct delivery', async ({ change, policy }) => {
    let steps = 0;
    for (; ; steps += 1) {
      const world = new World(original, aPolicy());
      world.now = new Date('2026-11-23T23:59:50.000Z');
      const observer = killAt(steps, when);
      const first = await handOver(world, observer).catch((fault: unknown) => fault);
      if (!observer.reached) break;
      expect(first).toBeInstanceOf(Killed);
      const planned = [...world.state.keys()].some((key) => key.endsWith('/plan.json'));
      change(world);
      const inForce = policy && { policy, sha256: compilePolicy(policy).sha256, origin: 'current' as const };
      const { answer } = await handOver(world, {}, inForce ? { policy: inForce } : {});

      const at = `${when} effect ${steps}`;
      expect(answer.rest, at).toEqual({ disposition: 'DEFAULT' });
      expect(
        [...world.evidence.values()].map(({ bytes }) => bytes),
        at,
      ).toEqual([original]);
      expect(
        [...world.state.keys()].filter((key) => key.endsWith('/plan.json')),
        at,
      ).toHaveLength(1);
      const record = onlyRecord(world);
      // The policy of whoever made the plan holds, the retry's only where there was none.
      const shadow = policy !== undefined && !planned;
      expect(world.content.equals(shadow ? original : edited), at).toBe(true);
      expect(record.mode, at).toBe(shadow ? 'shadow' : 'enforce');
      const before = [...world.effects];
      const third = await handOver(world);
      expect(third.attempt).toBe('obeyed');
      expect(
        world.effects
          .slice(before.length)
          .filter((effect) => ['keep', 'plan', 'exchange', 'replace', 'record'].includes(effect)),
      ).toEqual([]);
    }
    expect(steps).toBeGreaterThanOrEqual(8);
  });
});

describe('overlapping runs', () => {
  it('end in one plan, one record and one delivery, wherever the first waits', async () => {
    for (let n = 0; n < 12; n += 1) {
      const world = new World(original, aPolicy());
      const gate = Promise.withResolvers<void>();
      const waiting = Promise.withResolvers<void>();
      const slow = handOver(world, {
        before: async (_effect, at) => {
          if (at !== n) return;
          waiting.resolve();
          await gate.promise;
        },
      });
      await Promise.race([waiting.promise, slow]);
      const fast = await handOver(world);
      gate.resolve();
      const late = await slow;
      expect(late.answer, `waited at ${n}`).toEqual(fast.answer);
      expect(world.evidence.size, `waited at ${n}`).toBe(1);
      onlyRecord(world);
      expect(world.content.equals(edited)).toBe(true);
    }
  });
});

describe('a message that kills', () => {
  const deadly: Observer = {};
  const killing = { judge: async () => Promise.reject(new Killed()) };

  it('is judged no third time: answered by onUnjudged', async () => {
    const world = new World(original, aPolicy());
    await expect(handOver(world, deadly, { judge: killing })).rejects.toBeInstanceOf(Killed);
    await expect(handOver(world, deadly, { judge: killing })).rejects.toBeInstanceOf(Killed);
    const { answer } = await handOver(world, deadly, { judge: killing });
    expect(answer.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
    expect(onlyRecord(world)).toMatchObject({ judged: 'unjudged', why: 'repeated-attempt', writeBack: 'none' });
  });

  it('is not taken for one where the mark of the attempt is our own put, sent again', async () => {
    const world = new World(original, aPolicy());
    await expect(handOver(world, deadly, { judge: killing })).rejects.toBeInstanceOf(Killed);
    const run = aRun();
    const transaction = decodeEvent(event());
    const first = world.ports(filters, {}, { judge: killing });
    await expect(processMessage(transaction, first, run)).rejects.toBeInstanceOf(Killed);
    // The same run again stands for a put whose answer was lost: the mark is there, and it is ours.
    await processMessage(transaction, world.ports(filters), run);
    expect(onlyRecord(world).judged).toBe('judged');
  });

  it('is told from a world that fails twice: the third attempt judges', async () => {
    const world = new World(original, aPolicy());
    const throttled: Observer = {
      before: (effect) => {
        if (effect === 'plan') throw new TransientError('slow-down', 'SlowDown');
      },
    };
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await expect(handOver(world, throttled)).rejects.toBeInstanceOf(TransientError);
    }
    await handOver(world);
    expect(onlyRecord(world)).toMatchObject({ judged: 'judged', writeBack: 'done' });
  });

  it.each(['deadline', 'memory', 'crash'] as const)('that ends the thread by %s is answered at once', async (why) => {
    const world = new World(original, aPolicy());
    const { answer } = await handOver(world, {}, { judge: { judge: async () => ({ outcome: 'unjudged', why }) } });
    expect(answer.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
    expect(onlyRecord(world)).toMatchObject({ judged: 'unjudged', why });
  });
});

describe('refusals', () => {
  const junkIfImpossible = aPolicy();
  const alternative: readonly Filter[] = [
    {
      ...everything,
      reasons: {
        seen: {
          text: '',
          onMatch: {
            disposition: 'DEFAULT',
            edits: [{ kind: 'tag-subject', tag: '[X]', ifImpossible: 'MOVE_TO_JUNK' }],
          },
        },
      },
    },
  ];

  it.each(['frozen', 'rejected', 'content-location', 'access-denied'])(
    '%s: the alternative of the edit holds',
    async (code) => {
      const world = new World(original, junkIfImpossible);
      world.refuseReplace = new PermanentError(code, code);
      const ports = world.ports(alternative);
      const { answer } = await processMessage(decodeEvent(event()), ports, aRun({ filters: alternative }));
      expect(answer.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
      expect(onlyRecord(world).writeBack).toEqual({ refused: code });
    },
  );

  it('decide the retention class as well: of what was answered, not of what was hoped for', async () => {
    const kept = { retention: { classes: { standard: 400, junk: 60 } } };
    const world = new World(original, aPolicy({ ...kept, filters: junkIfImpossible.filters }));
    const ports = world.ports(alternative);
    await processMessage(decodeEvent(event('taken')), ports, aRun({ filters: alternative }));
    world.content = original;
    world.refuseReplace = new PermanentError('frozen', 'frozen');
    await processMessage(decodeEvent(event('refused')), ports, aRun({ filters: alternative }));
    const classes = [...world.records.values()].map((json) => parseRecord(json).retentionClass);
    expect(classes).toEqual([
      { id: 'standard', days: 400, mode: 'GOVERNANCE' },
      { id: 'junk', days: 60, mode: 'GOVERNANCE' },
    ]);
  });

  it('of a banner or tag only: delivered as it came', async () => {
    const world = new World(original, aPolicy());
    world.refuseReplace = new PermanentError('frozen', 'frozen');
    expect((await handOver(world)).answer.rest).toEqual({ disposition: 'DEFAULT' });
    expect(world.content).toBe(original);
  });

  it('that may pass are thrown, and the retry finishes the same plan', async () => {
    const world = new World(original, aPolicy());
    const throttled: Observer = {
      before: (effect) => {
        if (effect === 'replace') throw new TransientError('throttling', 'ThrottlingException');
      },
    };
    await expect(handOver(world, throttled)).rejects.toBeInstanceOf(TransientError);
    const { attempt } = await handOver(world);
    expect(attempt).toBe('obeyed');
    expect(world.content.equals(edited)).toBe(true);
  });

  it('content gone is answered as policy says, and recorded', async () => {
    const world = new World(original, aPolicy({ onContentGone: { disposition: 'MOVE_TO_JUNK' } }));
    world.refuseFetch = new PermanentError('content-gone', 'gone');
    expect((await handOver(world)).answer.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
    expect(onlyRecord(world)).toMatchObject({ judged: 'content-gone', evidence: null });
  });

  it('content gone changes nothing in shadow', async () => {
    const world = new World(original, aPolicy({ mode: 'shadow', onContentGone: { disposition: 'MOVE_TO_JUNK' } }));
    world.refuseFetch = new PermanentError('content-gone', 'gone');
    expect((await handOver(world)).answer.rest).toEqual({ disposition: 'DEFAULT' });
  });

  it('a write-back past its time is uncertain: the alternative holds, and the record says so', async () => {
    const world = new World(original, aPolicy());
    const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    const slow: Observer = {
      before: (effect) => {
        if (effect === 'exchange') throw new TransientError('deadline', 'late');
      },
    };
    await handOver(world, slow, { run: { writeBackBy: late } });
    expect(onlyRecord(world).writeBack).toBe('uncertain');
  });
});

describe("the organisation's model", () => {
  const model: Model = {
    kind: 'organisation',
    weights: new Int8Array(places),
    scale: 1,
    bias: 0,
    threshold: 1,
    labels: { spam: 0, ham: 0 },
  };

  it.each([
    { inForce: { model, sha256: 'a'.repeat(64), origin: 'current' as const } },
    { inForce: { model: null, sha256: null, origin: 'damaged' as const } },
  ])('judges with the rest, and the record says so: $inForce.origin', async ({ inForce }) => {
    const asked: JudgeInput[] = [];
    const watching = {
      judge: async (input: JudgeInput) => {
        asked.push(input);
        return judge(input, filters);
      },
    };
    const { record } = await handOver(new World(original, aPolicy()), {}, { model: inForce, judge: watching });
    expect(asked.map(({ organisationModel }) => organisationModel)).toEqual([inForce.model]);
    expect(record.model).toEqual({ sha256: inForce.sha256, origin: inForce.origin });
  });
});

describe('what is asked of the world before judging', () => {
  it('reaches the filters with the message', async () => {
    const facts: Facts = { ...noFacts, relation: { ...unknownRelation, state: 'asked' } };
    const asked: JudgeInput[] = [];
    const watching = {
      judge: async (input: JudgeInput) => {
        asked.push(input);
        return judge(input, filters);
      },
    };
    await handOver(new World(original, aPolicy()), {}, { gather: async () => facts, judge: watching });
    expect(asked.map((input) => input.facts)).toEqual([facts]);
  });
});
