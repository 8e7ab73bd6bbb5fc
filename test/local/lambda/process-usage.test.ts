import { describe, expect, it } from 'vitest';
import { readUsage, readUsageByPs } from '../../../local/lambda/process-usage.ts';

/** Above what any system gives out. */
const noProcess = 2 ** 30;
const rssMb = () => process.memoryUsage.rss() / 1024 / 1024;

describe.runIf(process.platform === 'linux')('usage by /proc', () => {
  it('is what the process itself sees', () => {
    const usage = readUsage(process.pid);
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    expect(usage?.rssMb).toBeCloseTo(rssMb(), -1);
    expect(usage?.peakRssMb).toBeGreaterThanOrEqual(usage?.rssMb ?? Number.POSITIVE_INFINITY);
    expect(usage?.cpuSeconds).toBeCloseTo((userCPUTime + systemCPUTime) / 1e6, 0);
  });

  it('of a process that is gone is unknown', () => {
    expect(readUsage(noProcess)).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('usage by ps', () => {
  it('has the memory and not the processor', async () => {
    const usage = await readUsageByPs(process.pid);
    expect(usage?.rssMb).toBeCloseTo(rssMb(), -1);
    expect(usage?.cpuSeconds).toBeUndefined();
  });

  it('of a process that is gone is unknown', async () => {
    expect(await readUsageByPs(noProcess)).toBeUndefined();
  });
});
