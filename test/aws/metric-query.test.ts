import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricOf, needsPeriod, namespacesIn, planCalls } from '../../src/aws/metric-query.ts';
import { ToolError } from '../../src/errors.ts';

const metric = (id: string, hidden?: boolean) => ({
  id,
  metric: { namespace: 'N', metricName: id, dimensions: {} },
  statistic: 'Average',
  ...(hidden && { hidden }),
});
const sql = (id: string) => ({ id, expression: 'SELECT AVG(x) FROM "N"' });
const ids = (plan: readonly (readonly { id: string; hidden?: boolean | undefined }[])[]) =>
  plan.map((call) => call.map(({ id, hidden }) => (hidden === true ? `(${id})` : id)));

test('queries without SQL are one call', () => {
  assert.deepEqual(ids(planCalls([metric('a'), metric('b', true), { id: 'c', expression: 'a / b' }])), [
    ['a', '(b)', 'c'],
  ]);
});

test('each SQL query is a call of its own, with the expressions that use it and what those use, hidden', () => {
  const plan = planCalls([
    metric('a'),
    sql('s1'),
    sql('s2'),
    { id: 'd', expression: 'e * 2' },
    { id: 'e', expression: 's1 + a' },
  ]);
  assert.deepEqual(ids(plan), [['a'], ['(a)', 's1', 'd', 'e'], ['s2']]);
});

test('a call that would return nothing is not made', () => {
  assert.deepEqual(ids(planCalls([metric('a', true), sql('s1'), { id: 'e', expression: 's1 + a' }])), [
    ['(a)', 's1', 'e'],
  ]);
});

test('ids in quoted texts are no uses', () => {
  assert.deepEqual(ids(planCalls([sql('s1'), { id: 'e', expression: `SEARCH('{N,D} s1', "Average")` }])), [
    ['s1'],
    ['e'],
  ]);
});

test('math over two SQL queries is refused, naming them', () => {
  assert.throws(
    () => planCalls([sql('s1'), sql('s2'), { id: 'e', expression: 's1 - s2' }]),
    (error: unknown) => error instanceof ToolError && /^e uses the SQL queries s\d and s\d/.test(error.message),
  );
});

test('an expression that uses itself is left to CloudWatch to refuse', () => {
  assert.deepEqual(
    ids(
      planCalls([
        { id: 'e', expression: 'f' },
        { id: 'f', expression: 'e' },
      ]),
    ),
    [['e', 'f']],
  );
});

test('expressions that fetch metrics say which namespaces; an empty one stands for any', () => {
  const cases: readonly (readonly [string, string[]])[] = [
    ['m1 / m2', []],
    [`SEARCH('{AWS/EC2,InstanceId} MetricName="CPUUtilization"', 'Average')`, ['AWS/EC2']],
    [`SEARCH('{"My App","Host Name"} calls', 'Sum')`, ['My App']],
    [`SEARCH('Namespace="AWS/RDS" CPU', 'Average')`, ['AWS/RDS']],
    [`SEARCH('CPUUtilization', 'Average')`, ['']],
    ['SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId) GROUP BY InstanceId', ['AWS/EC2']],
    ['select avg(x) from "AWS/Lambda" where FunctionName = \'f\'', ['AWS/Lambda']],
    ['SELECT AVG(x) FROM "My App" WHERE a = \'b\'', ['My App']],
    [`SEARCH('Namespace="My App" calls', 'Sum')`, ['My App']],
    [`SEARCH(\n  '{ "My  App" ,\n Host }  calls', 'Sum')`, ['My App']],
    ["INSIGHT_RULE_METRIC('rule', 'UniqueContributors')", ['']],
  ];
  for (const [expression, expected] of cases) assert.deepEqual(namespacesIn(expression), expected, expression);
});

test('a period goes with what fetches metrics itself, not with math over other queries', () => {
  assert.deepEqual(['a + b', 'RATE(a)', 'SELECT MAX(x) FROM "N"', "SUM(SEARCH('x','Sum'))"].map(needsPeriod), [
    false,
    false,
    true,
    true,
  ]);
});

test('a SEARCH or SQL query over one metric says which; other expressions do not', () => {
  const rds = { namespace: 'AWS/RDS', metricName: 'CPUUtilization' };
  const cases: readonly (readonly [string, ReturnType<typeof metricOf>])[] = [
    [
      `SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName="CPUUtilization"', 'Average', 300)`,
      { ...rds, statistic: 'Average' },
    ],
    [
      `SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName="CPUUtilization" orders', "p99")`,
      { ...rds, statistic: 'p99' },
    ],
    [
      'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/RDS", DBInstanceIdentifier) GROUP BY DBInstanceIdentifier',
      { ...rds, statistic: 'AVG' },
    ],
    ['SELECT COUNT(CPUUtilization) FROM "AWS/RDS"', { ...rds, statistic: 'SampleCount' }],
    [
      `SEARCH(\n  ' { "AWS/RDS" , DBInstanceIdentifier }\n MetricName = "CPUUtilization" ' ,  'Average' , 300 )\n`,
      { ...rds, statistic: 'Average' },
    ],
    ['SELECT  AVG( "CPUUtilization" )\nFROM  "AWS/RDS"', { ...rds, statistic: 'AVG' }],
    [`SUM(SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName="CPUUtilization"', 'Average'))`, undefined],
    [`SEARCH('{AWS/RDS} MetricName="ReadIOPS" OR MetricName="WriteIOPS"', 'Average')`, undefined],
    [`SEARCH('{AWS/RDS} CPU', 'Average')`, undefined],
    ['a / b', undefined],
  ];
  for (const [expression, expected] of cases) assert.deepEqual(metricOf(expression), expected, expression);
});

test('five hundred expressions that each name the two hundred before them are planned at once', () => {
  const chain = Array.from({ length: 500 }, (_, i) => {
    const before = Array.from({ length: Math.min(i, 200) }, (_one, back) => `q${i - back - 1}`);
    return { id: `q${i}`, expression: i === 0 ? 'SELECT AVG(x) FROM "N"' : before.join('+') };
  });
  const before = process.threadCpuUsage();
  assert.deepEqual(planCalls(chain), [chain]);
  const { user } = process.threadCpuUsage(before);
  // Each expression read anew for each of the others takes seconds.
  assert.ok(user < 200_000, `${user / 1_000} ms`);
});
