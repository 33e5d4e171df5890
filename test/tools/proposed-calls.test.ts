import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCall } from '../../src/client/reading/read-call.ts';
import type { Alarm, AlarmRule } from '../../src/model.ts';
import { evidenceCall, historyCall } from '../../src/tools/alarms/shared/next-calls.ts';
import { TOOLS } from '../../src/tools/index.ts';

const metric = {
  namespace: 'AWS/RDS',
  metricName: 'DatabaseConnections',
  dimensions: { DBInstanceIdentifier: 'orders' },
};
const breach = {
  comparison: '>',
  threshold: 5,
  missingData: 'missing',
  periodSeconds: 60,
  toAlarm: 3,
  periods: 3,
} as const;
const watched = { id: 'm1', metric, statistic: 'Maximum', periodSeconds: 60 };
const math = { id: 'rate', expression: '100 * m1 / 2' };
const RULES: readonly AlarmRule[] = [
  { ...breach, kind: 'metric', watched, inputs: [] },
  { ...breach, kind: 'metric', watched: { ...watched, account: '210987654321' }, inputs: [] },
  {
    ...breach,
    kind: 'anomaly_band',
    watched,
    inputs: [],
    comparison: 'outside',
    band: 'ANOMALY_DETECTION_BAND(m1, 2)',
  },
  { ...breach, kind: 'metric_math', watched: math, inputs: [watched] },
  { ...breach, kind: 'sql', watched: { id: 'q1', expression: 'SELECT MAX(a) FROM "AWS/EC2"' }, inputs: [] },
  { kind: 'promql', query: 'up{a="b"} == 0', pendingSeconds: 60, recoverySeconds: 0, intervalSeconds: 60 },
  { kind: 'composite', expression: 'ALARM("child")' },
  {
    ...breach,
    kind: 'log',
    query: 'fields @message',
    logGroups: ['/shop/a', 'arn:aws:logs:us-east-1:123456789012:log-group:/shop/b'],
    aggregation: 'count(*)',
    schedule: 'rate(5 minutes)',
    fromSeconds: 300,
    toSeconds: 0,
  },
];

function alarmOf(rule: AlarmRule, name = 'an "alarm"'): Alarm {
  return {
    name,
    arn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`,
    region: 'us-east-1',
    state: 'ALARM',
    actionsEnabled: true,
    actions: { ALARM: [], INSUFFICIENT_DATA: [], OK: [] },
    rule,
  };
}

const window = { start: Date.parse('2026-11-21T09:00Z'), end: Date.parse('2026-11-21T09:30Z') };

for (const [i, rule] of RULES.entries()) {
  for (const region of ['us-east-1', undefined]) {
    test(`the calls proposed for alarm ${i} (${rule.kind}), ${region ?? 'one region'}, are what the tools take`, () => {
      const children = rule.kind === 'composite' ? [alarmOf(RULES[0] as AlarmRule, 'child')] : [];
      const calls = [
        evidenceCall(alarmOf(rule), { window, region, children }) ?? 'no evidence',
        historyCall(alarmOf(rule), region),
      ];
      for (const call of calls) {
        const tool = TOOLS.find(({ name }) => call.startsWith(`${name} `));
        assert.ok(tool, call);
        const read = readCall(call, tool.name);
        assert.ok(read, call);
        const parsed = tool.input.safeParse(read.args);
        assert.ok(parsed.success, `${call}: ${parsed.error?.message ?? ''}`);
      }
    });
  }
}
