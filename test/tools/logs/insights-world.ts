import type { TestContext } from 'node:test';
import type { LogGroup } from '../../../src/sandbox/world/types.ts';
import type { TestService, TestServiceOptions, ToolAnswer } from '../../support/harness.ts';
import { groupOf, series, serveLogs } from './logs-world.ts';

export const GROUP = '/shop/web';
/** Twenty events, one a minute, `hit 0` to `hit 19`. */
export const hits = (): LogGroup => groupOf(GROUP, series('hit', 20, 60_000));

/** The service before a sandbox with these groups, and its tool asked about the last hour of `GROUP` unless told otherwise. */
export async function serveQueries(
  t: TestContext,
  groups: readonly LogGroup[] = [hits()],
  options: TestServiceOptions = {},
): Promise<TestService & { run(query: string, more?: Record<string, unknown>): Promise<ToolAnswer> }> {
  const service = await serveLogs(t, groups, options);
  return {
    ...service,
    run: (query, more = {}) => {
      const named = 'groups' in more || query.startsWith('SOURCE') || more['language'] === 'sql';
      return service.call('run_logs_insights_query', { query, ...(!named && { groups: [GROUP] }), ...more });
    },
  };
}

/** What StartQuery was asked, oldest first. */
export function started(service: TestService): Record<string, unknown>[] {
  return service.sandbox.requests.flatMap(({ operation, input }) => (operation === 'StartQuery' ? [input] : []));
}

export function cells({ structured }: ToolAnswer): string[][] {
  return (structured['items'] as { cells: string[] }[]).map((row) => row.cells);
}
