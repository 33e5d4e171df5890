import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missing, runTool } from '../../scripts/deploy-tools.ts';
import { CLI_OPERATIONS } from '../../src/aws/cli/operations.ts';
import { UNITS } from '../../src/budget/units.ts';
import { REASONS as REFUSED } from '../../src/http/refusals.ts';
import { REASONS as NOT_LET_IN } from '../../src/telemetry/load-metrics.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { OUTCOMES } from '../support/outcomes.ts';
import { CALLERS, startBusyService, tokenOf, type BusyService } from './busy-service.ts';
import { parseExposition, type Series } from './exposition.ts';

const ODD = [
  'x"} 1\ncloudwatch_mcp_evil{a="b',
  'describe_alarms ',
  'DESCRIBE_ALARMS',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'évil-🙂',
  'a'.repeat(5_000),
];
const MARK = /evil|passwd|__proto|constructor|🙂|aaaaaaaa|111111111111|hostile|Eve\.|grace-/;

void describe('the series at /metrics, every one of them', () => {
  let service: BusyService;
  before(async () => {
    // Nobody listens there: the source fails, which has series, too.
    service = await startBusyService('http://127.0.0.1:9');
    await service.round();
  });
  after(() => service.close());

  void test('keep to the conventions for names and units', { skip: missing('promtool') }, async () => {
    const { code, output } = await runTool('promtool', ['check', 'metrics'], await service.metrics());
    assert.equal(`${code} ${output}`, '0 ');
  });

  void test('have labels of closed sets, whatever callers are called and write', async () => {
    const storm = async () => {
      for (const odd of ODD) {
        await Promise.all([
          service.ask(odd, {}),
          service.ask('describe_alarms', { account: odd, region: odd }),
          service.ask('describe_alarms', { account: '111111111111', [odd]: odd }),
          service.ask('run_aws_cli', { command: `aws ${odd} ${odd}` }),
          service.ask('query_prometheus', { query: `hostile{a=${JSON.stringify(odd)}}`, source: odd }),
          service.ask('list_prometheus_labels', { label: 'hostile', source: 'prometheus:main' }),
          service.ask('get_log_events', { group: odd, stream: odd }, tokenOf(CALLERS[1])),
          service.ask('describe_alarms', {}, Buffer.from(odd).toString('base64url').slice(0, 100)),
        ]);
      }
    };
    await storm();
    const once = parseExposition(await service.metrics());
    await storm();
    const twice = parseExposition(await service.metrics());
    assert.deepEqual(names(twice), names(once), 'what is asked again adds no series');
    const known: Readonly<Record<string, ReadonlySet<string> | RegExp>> = {
      tool: new Set([...TOOLS.map(({ name }) => name), 'unknown']),
      upstream: new Set(['logs', 'monitoring', 'aps', 'sts', 'oam', 'prometheus']),
      operation: operations(),
      outcome: new Set(OUTCOMES),
      result: new Set(['hit', 'joined', 'miss']),
      'cloudwatch_mcp_calls_refused_total reason': new Set(NOT_LET_IN),
      'cloudwatch_mcp_requests_refused_total reason': new Set(REFUSED),
      unit: new Set(UNITS),
      version: /^\d+\.\d+\.\d+/,
      le: /^(\+Inf|[\d.]+)$/,
    };
    for (const { name, labels } of twice.filter((series) => series.name.startsWith('cloudwatch_mcp_'))) {
      for (const [label, value] of Object.entries(labels)) {
        const allowed = known[label] ?? known[`${name} ${label}`];
        assert.ok(allowed !== undefined, `${name} has a label ${label}`);
        const isIn = allowed instanceof RegExp ? allowed.test(value) : allowed.has(value);
        assert.ok(isIn, `${name}: ${label}=${JSON.stringify(value)}`);
        assert.doesNotMatch(value, MARK, `${name}: ${label}`);
      }
    }
    const own = twice.filter(({ name }) => name.startsWith('cloudwatch_mcp_')).length;
    assert.ok(own < 3_000, `${own} series`);
  });
});

/** What the service can ask: by IAM's names, or by those of Prometheus's API. */
function operations(): Set<string> {
  const actions = TOOLS.flatMap(({ actions: needed }) => needed.map((action) => action.replace(/^\w+:/, '')));
  const promql = ['query', 'query_range', 'series', 'labels', 'label_values', 'metadata', 'rules', 'buildinfo'];
  return new Set([...actions, ...CLI_OPERATIONS.map(({ name }) => name), 'AssumeRole', ...promql]);
}

function names(series: readonly Series[]): string[] {
  return series
    .filter(({ name }) => name.startsWith('cloudwatch_mcp_'))
    .map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`)
    .toSorted();
}
