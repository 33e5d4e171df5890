import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonSchema } from '../../../src/client/arguments/json-schema.ts';
import { readArguments } from '../../../src/client/arguments/read-arguments.ts';
import { troubleWith } from '../../../src/client/arguments/validate.ts';
import { splitWords } from '../../../src/client/arguments/words.ts';
import { callsIn } from '../../../src/client/reading/read-call.ts';
import { formatCall } from '../../../src/format/call.ts';
import { startTestService } from '../../support/harness.ts';
import { MORE_QUESTIONS } from '../../support/more-questions.ts';
import { QUESTIONS } from '../../support/questions.ts';

interface DashboardCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Tools whose calls need other servers, or run for long. */
const ASKED = [...QUESTIONS, ...MORE_QUESTIONS].filter(
  ([tool]) => tool !== 'run_aws_cli' && !tool.includes('prometheus'),
);

for (const [setUp, options] of [
  ['one region', {}],
  ['several regions', { regions: ['us-east-1', 'eu-west-1'] }],
] as const) {
  test(`every call that an answer prints is one that is published and can be pasted: ${setUp}`, async (t) => {
    const service = await startTestService(options);
    t.after(() => service.close());
    const { tools } = await service.client.listTools();
    const told = new Map<string, number>();
    const asked: [tool: string, args: Readonly<Record<string, unknown>>][] = ASKED.map(([tool, args]) => [tool, args]);
    asked.push(['run_logs_insights_query', { query: 'fields @message | limit 2', groups: ['/shop/checkout'] }]);
    for (const name of ['checkout', 'orders']) asked.push(['get_dashboard', { name }]);
    for (const names of [['checkout-5xx-rate'], ['checkout-unhealthy'], ['orders-db-connections']]) {
      asked.push(['describe_alarms', { names }], ['get_alarm_history', { name: names[0] }]);
    }
    for (const [name, args] of asked) {
      const { text, structured } = await service.call(name, args);
      const rows = (structured['items'] ?? []) as { calls?: unknown }[];
      const inRows = rows.flatMap(({ calls }) =>
        Array.isArray(calls) && name === 'get_dashboard' ? (calls as DashboardCall[]) : [],
      );
      for (const call of [...callsIn(text), ...inRows.map((one) => ({ tool: one.tool, args: one.arguments }))]) {
        const where = `${name} ${JSON.stringify(args)}: ${formatCall(call.tool, call.args)}`;
        const tool = tools.find((one) => one.name === call.tool);
        assert.ok(tool, where);
        const schema = tool.inputSchema as JsonSchema;
        assert.equal(await troubleWith(call.args, schema), undefined, where);
        const { words } = splitWords(formatCall(call.tool, call.args));
        assert.deepEqual(readArguments(words.slice(1), schema), call.args, where);
        told.set(name, (told.get(name) ?? 0) + 1);
      }
    }
    const printing = [
      'list_log_anomalies',
      'list_saved_queries',
      'get_log_group_fields',
      'get_dashboard',
      'list_dashboards',
      'describe_alarms',
      'get_alarm_history',
      'search_log_events',
      'list_metrics',
      'search_metric_catalog',
      'run_logs_insights_query',
    ];
    for (const name of printing) assert.ok(told.has(name), `${name} prints no call`);
  });
}
