import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimateTokens } from '../../src/format/tokens.ts';
import { encodeCursor } from '../../src/mcp/cursor.ts';
import { fit } from '../../src/mcp/fit.ts';
import type { AnyTool, Output, Page } from '../../src/tools/define.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { startTestService } from '../support/harness.ts';
import { runs } from '../support/runs.ts';

const QUESTION = 'the question';

/** One question for each kind of text: tables with columns that are lifted where they are alike, legends, series. */
const QUESTIONS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['describe_alarms', { state: 'all' }],

  ['describe_log_groups', {}],

  ['search_log_events', { groups: ['/*'], limit: 60, start: '-3h', text: 'ERROR' }],
  ['list_metrics', { namespace: 'AWS/RDS' }],
  ['list_metrics', {}],
  ['list_prometheus_workspaces', {}],
  ['get_server_info', {}],
];

/** The answer with the first `kept` rows, its cursor as fit writes it. */
function tokensWith(tool: AnyTool, output: Output, kept: number): number {
  const items = output.items.slice(0, kept);
  const omitted = output.items.length - kept;
  const more = omitted > 0 || output.more === true;
  const after = kept > 0 && more ? tool.position?.(items.at(-1) as never) : undefined;
  const cursor = after && encodeCursor({ question: QUESTION, after, window: undefined, hint: undefined });
  const cut = { ...output, items, ...(more && { more }), ...(omitted > 0 && { omitted }), ...(cursor && { cursor }) };
  return estimateTokens(tool.render(cut));
}

test('what the tools write is cut to the longest that fits: no other cut of the same rows is longer', async () => {
  const service = await startTestService({ env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '100000' } });
  try {
    for (const [name, args] of QUESTIONS) {
      const { structured, text, isError } = await service.call(name, args);
      assert.ok(!isError, text);
      const tool = TOOLS.find((one) => one.name === name) as AnyTool;
      const { cursor: _, omitted: __, ...whole } = structured as unknown as Output;
      assert.ok(whole.items.length > 2, `${name} has rows to cut`);
      fc.assert(
        fc.property(fc.subarray([...whole.items]), fc.integer({ min: 150, max: 1_500 }), (items, budget) => {
          const output = { ...whole, items };
          const page: Page = { after: undefined, hint: undefined, window: undefined, missed: [], next: { hints: [] } };
          const fitted = fit(tool, output, page, QUESTION, budget);
          const fitting = [...items, undefined].map((_item, kept) => tokensWith(tool, output, kept) <= budget);
          assert.ok(estimateTokens(fitted.text) <= budget, `${name}: over the budget`);
          if (!fitting.includes(true)) return;
          assert.equal(fitted.output.items.length, fitting.lastIndexOf(true), `${name}: not the longest`);
        }),
        runs(20),
      );
    }
  } finally {
    await service.close();
  }
});
