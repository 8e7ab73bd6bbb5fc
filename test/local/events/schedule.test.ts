import { describe, expect, it, vi } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import { Schedule, type ScheduleSpec } from '../../../local/events/schedule.ts';
import { aMoment, boxes, faults, functionArn, started } from './a-lambda.ts';
import { aFolder } from './a-queue.ts';

const target = functionArn('sweep');
const ruleArn = 'arn:aws:events:eu-west-1:111122223333:rule/sweep';
const hourMs = 3_600_000;

async function aSchedule(spec: Partial<ScheduleSpec> = {}, folder?: string, clock = new LocalClock()) {
  const { switchboard, box } = boxes(target);
  const { report, reported } = faults();
  const schedule = await Schedule.open(
    {
      name: 'sweep',
      arn: ruleArn,
      expression: 'rate(1 hour)',
      service: 'events.amazonaws.com',
      targets: [{ arn: target }],
      ...spec,
    },
    { folder: folder ?? (await aFolder()), clock, switchboard, report },
  );
  return { schedule, clock, told: () => box(target), reported };
}

describe('Schedule', () => {
  it('tells its target when it is due, in EventBridge’s words', async () => {
    const { schedule, clock, told } = await aSchedule();
    started(schedule);
    const due = schedule.next;
    clock.advance(hourMs);
    await vi.waitFor(() => expect(told()).toHaveLength(1));
    expect(JSON.parse(told()[0]?.text ?? '')).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '111122223333',
      time: `${due?.toISOString().slice(0, 19)}Z`,
      region: 'eu-west-1',
      resources: [ruleArn],
      detail: {},
    });
    await aMoment();
    expect(told()).toHaveLength(1);
  });

  it('tells its own input in place of the event', async () => {
    const { schedule, clock, told } = await aSchedule({ targets: [{ arn: target, input: '{"days":3}' }] });
    started(schedule);
    clock.advance(hourMs);
    await vi.waitFor(() => expect(told()).toEqual([{ text: '{"days":3}' }]));
  });

  it('tells what a jump passed once each, oldest first, and of a long one the last 24', async () => {
    const { schedule, clock, told } = await aSchedule();
    started(schedule);
    clock.advance(3 * hourMs);
    await vi.waitFor(() => expect(told()).toHaveLength(3));
    const times = told().map(({ text }) => Date.parse((JSON.parse(text) as { time: string }).time));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    clock.advance(1000 * hourMs);
    await vi.waitFor(() => expect(told()).toHaveLength(27));
    await aMoment();
    expect(told()).toHaveLength(27);
    clock.advance(hourMs);
    await vi.waitFor(() => expect(told()).toHaveLength(28));
  });

  it('goes on after a restart where it was', async () => {
    const folder = await aFolder();
    const clock = new LocalClock();
    const first = await aSchedule({}, folder, clock);
    first.schedule.start();
    clock.advance(2 * hourMs);
    await vi.waitFor(() => expect(first.told()).toHaveLength(2));
    await first.schedule.close();
    clock.advance(2 * hourMs);
    const second = await aSchedule({}, folder, clock);
    started(second.schedule);
    await vi.waitFor(() => expect(second.told()).toHaveLength(2));
    expect(first.told()).toHaveLength(2);
  });

  it('reports a target that is not there, and goes on', async () => {
    const { schedule, clock, reported } = await aSchedule({ targets: [{ arn: functionArn('gone') }] });
    started(schedule);
    clock.advance(hourMs);
    await vi.waitFor(() => expect(reported).toHaveLength(1));
    expect(String(reported[0])).toContain('function:gone');
    clock.advance(hourMs);
    await vi.waitFor(() => expect(reported).toHaveLength(2));
  });
});
