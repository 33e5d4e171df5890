import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { LogEvent } from '../../../src/model.ts';
import type { LogGroup, LogStream, World } from '../../../src/sandbox/world/types.ts';
import { smallWorld } from '../../sandbox/small-world.ts';
import { startTestService, type TestService, type TestServiceOptions } from '../../support/harness.ts';

export const NOW = Date.UTC(2026, 10, 21, 9, 0, 0);
const DAY = 86_400_000;

export interface GroupOptions extends Partial<Omit<LogGroup, 'events' | 'streams' | 'name'>> {
  readonly streams?: readonly LogStream[];
}

/** A log group that holds exactly these events. */
export function groupOf(
  name: string,
  events: readonly Omit<LogEvent, 'group'>[],
  options: GroupOptions = {},
): LogGroup {
  const all = events.map((event) => ({ ...event, group: name })).toSorted((a, b) => a.time - b.time);
  const names = [...new Set(all.map((event) => event.stream))];
  const streams = names.map((stream) => ({
    name: stream,
    creationTime: NOW - DAY,
    firstEventTimestamp: all.find((event) => event.stream === stream)?.time,
    lastEventTimestamp: () => all.findLast((event) => event.stream === stream)?.time,
  }));
  return {
    name,
    logGroupClass: 'STANDARD',
    creationTime: NOW - 30 * DAY,
    storedBytes: 1_000,
    metricFilterCount: 0,
    tags: {},
    streams,
    events: ({ start, end }) => all.filter((event) => event.time >= start && event.time < end),
    ...options,
  };
}

/** `count` events, one every `stepMs` up to a second before `NOW`, the newest last; messages `prefix 0`, `prefix 1` … */
export function series(prefix: string, count: number, stepMs: number, stream = 'main'): Omit<LogEvent, 'group'>[] {
  return Array.from({ length: count }, (_, i) => ({
    stream,
    time: NOW - 1_000 - (count - 1 - i) * stepMs,
    message: `${prefix} ${i}`,
  }));
}

/** The service before a sandbox with these groups in every region, at a standing clock; closed when the test ends. */
export async function serveLogs(
  t: TestContext,
  logGroups: readonly LogGroup[],
  options: TestServiceOptions = {},
): Promise<TestService> {
  const makeWorld = (region: string, madeAt: number): World => ({ ...smallWorld(region, madeAt, 0), logGroups });
  const env = { CLOUDWATCH_MCP_LOGS_SEARCH_RATE: '1000', ...options.env };
  const service = await startTestService({ clock: () => NOW, ...options, env, sandbox: { makeWorld } });
  t.after(() => service.close());
  return service;
}

/** Holds that a call's socket upstream is closed because its caller leaves, long before any deadline. */
export async function assertClosedWithCaller(
  service: TestService,
  operation: string,
  [tool, args]: readonly [tool: string, args: Record<string, unknown>],
): Promise<void> {
  service.sandbox.setFault(operation, { delayMs: 60_000 });
  const call = service.call(tool, args).catch(() => 'gone');
  await service.sandbox.waitForCall(operation);
  await service.client.close();
  await service.sandbox.waitForAbort(operation);
  assert.equal(await call, 'gone');
}
