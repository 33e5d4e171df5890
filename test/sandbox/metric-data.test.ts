import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../src/sandbox/operation.ts';
import { metricsOperations } from '../../src/sandbox/operations/metrics.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { DAY, MADE_AT, world as shop } from './shop.ts';
import { MINUTE, T0, tinyMetric, tinyWorld } from './tiny-metrics.ts';

interface Result {
  Id: string;
  Label: string;
  StatusCode: string;
  Timestamps: number[];
  Values: number[];
}

interface Answer {
  MetricDataResults: Result[];
  NextToken?: string;
}

function call(operation: string, input: Record<string, unknown>, world: World = shop, now = world.madeAt): Answer {
  const context = { world, now: () => now, region: world.region, account: world.account };
  return metricsOperations[operation]?.(input, context) as Answer;
}

const connections = {
  Namespace: 'AWS/RDS',
  MetricName: 'DatabaseConnections',
  Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'orders-db' }],
};

function stat(Id: string, Stat = 'Maximum', Period = 60, more: Record<string, unknown> = {}) {
  return { Id, MetricStat: { Metric: connections, Period, Stat, ...more } };
}

function data(queries: readonly unknown[], more: Record<string, unknown> = {}): Answer {
  const input = { StartTime: (MADE_AT - 60 * MINUTE) / 1000, EndTime: MADE_AT / 1000, MetricDataQueries: queries };
  return call('GetMetricData', { ...input, ...more });
}

test('newest first unless asked otherwise; the period that is not over is not there', () => {
  const [result] = data([stat('m1')]).MetricDataResults;
  assert.equal(result?.StatusCode, 'Complete');
  assert.equal(result?.Timestamps.length, 60);
  assert.equal(result?.Timestamps[0], Date.UTC(2026, 10, 21, 7, 29) / 1000);
  assert.equal(result?.Timestamps.at(-1), Date.UTC(2026, 10, 21, 6, 30) / 1000);
  const [ascending] = data([stat('m1')], { ScanBy: 'TimestampAscending' }).MetricDataResults;
  assert.deepEqual(ascending?.Values, result?.Values.toReversed());
});

test('a period holds its minutes: the maximum of five is the highest of the five', () => {
  const minutes = data([stat('m1')], { ScanBy: 'TimestampAscending' }).MetricDataResults[0]?.Values ?? [];
  const fives = data([stat('m1', 'Maximum', 300)], { ScanBy: 'TimestampAscending' }).MetricDataResults[0]?.Values ?? [];
  assert.deepEqual(
    fives,
    Array.from({ length: 12 }, (_, i) => Math.max(...minutes.slice(5 * i, 5 * i + 5))),
  );
});

test('pages hold each datapoint once, in either direction, for series of different length', () => {
  for (const ScanBy of ['TimestampDescending', 'TimestampAscending']) {
    const queries = [stat('m1'), stat('m2', 'Average', 300), { Id: 'e1', Expression: 'm1 * 2' }];
    const whole = data(queries, { ScanBy }).MetricDataResults;
    const parts = new Map<string, number[]>();
    let token: string | undefined;
    let pages = 0;
    do {
      const answer = data(queries, { ScanBy, MaxDatapoints: 50, ...(token !== undefined && { NextToken: token }) });
      for (const { Id, Timestamps, StatusCode } of answer.MetricDataResults) {
        parts.set(Id, [...(parts.get(Id) ?? []), ...Timestamps]);
        if (answer.NextToken === undefined) assert.equal(StatusCode, 'Complete');
      }
      assert.ok(answer.MetricDataResults.reduce((sum, { Values }) => sum + Values.length, 0) <= 50);
      token = answer.NextToken;
      pages++;
    } while (token !== undefined);
    assert.equal(pages, 4);
    for (const { Id, Timestamps } of whole) assert.deepEqual(parts.get(Id), Timestamps, `${Id} ${ScanBy}`);
  }
});

test('a metric that does not exist, or not in that unit, is empty and complete', () => {
  const nobody = {
    Id: 'm2',
    MetricStat: { Metric: { Namespace: 'AWS/RDS', MetricName: 'Nothing' }, Period: 60, Stat: 'Sum' },
  };
  const { MetricDataResults } = data([
    stat('m1', 'Maximum', 60, { Unit: 'Bytes' }),
    nobody,
    stat('m3', 'Maximum', 60, { Unit: 'Count' }),
  ]);
  assert.deepEqual(
    MetricDataResults.map(({ StatusCode, Values }) => [StatusCode, Values.length]),
    [
      ['Complete', 0],
      ['Complete', 0],
      ['Complete', 60],
    ],
  );
});

test('ReturnData, other accounts and labels', () => {
  const { MetricDataResults } = data([
    { ...stat('m1'), ReturnData: false },
    { Id: 'e1', Expression: 'm1 / 4', Label: "share of 400: last ${LAST}, at most ${MAX}, ${PROP('Region')}" },
    { ...stat('m2'), Label: "${PROP('Dim.DBInstanceIdentifier')} ${LABEL} ${PROP('Stat')}" },
    { ...stat('m3'), AccountId: '210987654321' },
    stat('m4'),
  ]);
  const [share, own, foreign, plain] = ['e1', 'm2', 'm3', 'm4'].map((id) =>
    MetricDataResults.find(({ Id }) => Id === id),
  );
  assert.equal(MetricDataResults.length, 4);
  assert.match(share?.Label ?? '', /^share of 400: last [\d.]+, at most [\d.]+, us-east-1$/);
  assert.equal(own?.Label, 'orders-db DatabaseConnections Maximum');
  assert.equal(foreign?.StatusCode, 'Forbidden');
  assert.equal(plain?.Label, 'DatabaseConnections');
});

test('SEARCH and SQL answer with a labelled series each', () => {
  const sql =
    'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY SUM() DESC LIMIT 1';
  assert.deepEqual(
    data([{ Id: 'q1', Expression: sql, Period: 300 }]).MetricDataResults.map(({ Label }) => Label),
    ['orders-fulfil'],
  );
  const search = `SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName="CPUUtilization"', 'Average', 300)`;
  assert.deepEqual(
    data([{ Id: 's1', Expression: search }]).MetricDataResults.map(({ Label }) => Label),
    ['orders-db', 'catalog-db'],
  );
});

test('refusals are AWS validation errors that name the parameter', () => {
  const sql = { Id: 'q1', Expression: 'SELECT SUM(Errors) FROM "AWS/Lambda"', Period: 60 };
  const old = { StartTime: (MADE_AT - 20 * DAY) / 1000 };
  const refused: [queries: unknown, more: Record<string, unknown>, code: string, message: RegExp][] = [
    [
      [stat('m1')],
      { StartTime: MADE_AT / 1000 },
      'ValidationError',
      /StartTime must be less than the parameter EndTime/,
    ],
    [[stat('m1')], { EndTime: undefined }, 'ValidationError', /EndTime is required/],
    [[], {}, 'ValidationError', /MetricDataQueries is required/],
    [Array.from({ length: 501 }, (_, i) => stat(`m${i}`)), {}, 'ValidationError', /size greater than 500/],
    [[stat('M1')], {}, 'ValidationError', /M1 .* expected pattern/],
    [[stat('m1'), stat('m1')], {}, 'ValidationError', /not unique/],
    [[{ ...stat('m1'), Expression: 'm1' }], {}, 'InvalidParameterCombinationException', /mutually exclusive/],
    [[{ Id: 'm1' }], {}, 'ValidationError', /either MetricStat or Expression/],
    [[stat('m1', 'Mean')], {}, 'ValidationError', /Mean .* not supported/],
    [[stat('m1', 'Sum', 45)], {}, 'ValidationError', /multiple of 60/],
    [[stat('m1', 'Sum', 60)], old, 'ValidationError', /multiple of 300/],
    [[{ ...stat('m1'), ReturnData: false }], {}, 'ValidationError', /ReturnData/],
    [[sql, { ...sql, Id: 'q2' }], {}, 'ValidationError', /Only one Metrics Insights query/],
    [[{ ...sql, Period: 300 }], old, 'ValidationError', /two weeks/],
    [[{ Id: 'e1', Expression: 'SUM(nobody)' }], {}, 'ValidationError', /Error in expression 'e1'.*nobody/],
    [
      [stat('m1'), { Id: 'e1', Expression: 'ABS(m1)' }],
      {},
      'ValidationError',
      /^Error in expression 'e1': Function 'ABS' not found$/,
    ],
    [
      [
        { Id: 'e1', Expression: 'e2' },
        { Id: 'e2', Expression: 'SLICE(e1, 0)', ReturnData: false },
      ],
      {},
      'ValidationError',
      /^Error in expression 'e2': Function 'SLICE' not found$/,
    ],
    [
      [stat('m1'), { Id: 'e2', Expression: 'm1 +', ReturnData: false }],
      {},
      'ValidationError',
      /expression 'e2': Invalid/,
    ],
    [[{ Id: 'e1', Expression: 'm1'.padEnd(2049) }], {}, 'ValidationError', /length less than or equal to 2048/],
    [[stat('m1')], { MaxDatapoints: 100_801 }, 'ValidationError', /100800/],
    [[stat('m1')], { ScanBy: 'Newest' }, 'ValidationError', /enum value set/],
    [[stat('m1')], { NextToken: 'AAAA' }, 'InvalidNextToken', /NextToken/],
  ];
  for (const [queries, more, code, message] of refused) {
    assert.throws(
      () => data(queries as unknown[], more),
      (error: unknown) => error instanceof AwsError && error.code === code && message.test(error.message),
      message.source,
    );
  }
});

test('a metric that is published every minute is read from where the window begins', () => {
  const world = tinyWorld({ metrics: [tinyMetric('Calls', {}, [1, 2, 3, 4, 5, 6])] });
  const query = {
    Id: 'm1',
    MetricStat: { Metric: { Namespace: 'Test', MetricName: 'Calls' }, Period: 120, Stat: 'Sum' },
  };
  const input = {
    StartTime: (T0 + 75_000) / 1000,
    EndTime: (T0 + 4 * MINUTE) / 1000,
    MetricDataQueries: [query],
    ScanBy: 'TimestampAscending',
  };
  const [result] = call('GetMetricData', input, world).MetricDataResults;
  assert.deepEqual(result?.Values, [5, 4]);
  assert.deepEqual(result?.Timestamps, [(T0 + MINUTE) / 1000, (T0 + 3 * MINUTE) / 1000]);
});
