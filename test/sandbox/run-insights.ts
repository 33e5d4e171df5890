import { parseQuery } from '../../src/sandbox/evaluate/insights/parse-query.ts';
import type { QueryEvent } from '../../src/sandbox/evaluate/insights/rows.ts';
import { evaluateQuery } from '../../src/sandbox/evaluate/insights/run.ts';

export const NOW = Date.UTC(2026, 10, 28, 12, 3, 4, 5);

/** Events a minute apart, the first one the newest. */
export function events(...messages: readonly (string | object)[]): QueryEvent[] {
  return messages.map((message, index) => ({
    time: NOW - index * 60_000,
    ingestionTime: NOW - index * 60_000 + 900,
    message: typeof message === 'string' ? message : JSON.stringify(message),
    stream: `stream-${index % 2}`,
    log: '123456789012:/shop/web',
    pointer: () => `ptr-${index}`,
  }));
}

/** The rows of `query` over such events, by column, without pointers. */
export function run(query: string, ...messages: readonly (string | object)[]): Record<string, string>[] {
  const { rows } = evaluateQuery(parseQuery(query, NOW), events(...messages), 10_000);
  return rows.map((row) =>
    Object.fromEntries(row.flatMap(({ field, value }) => (field === '@ptr' ? [] : [[field, value]]))),
  );
}
