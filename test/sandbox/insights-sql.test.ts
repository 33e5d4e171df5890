import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpressionError } from '../../src/sandbox/evaluate/expression-parser.ts';
import { evaluateSql, parseSql } from '../../src/sandbox/evaluate/insights-sql.ts';
import { MINUTE, T0, tinyMetric, tinyWorld } from './tiny-metrics.ts';

const world = tinyWorld({
  metrics: [
    tinyMetric('Errors', { Function: 'pay', Stage: 'live' }, [1, 2]),
    tinyMetric('Errors', { Function: 'ship', Stage: 'live' }, [5, 6]),
    tinyMetric('Errors', { Function: 'ship', Stage: 'test' }, [100, undefined]),
    tinyMetric('Errors', { Function: 'pay' }, [7, 7]),
    tinyMetric('Requests', { Function: 'pay' }, [9, 9]),
    tinyMetric('LIMIT', {}, [3, 3]),
    tinyMetric('Bytes"Input"', {}, [4, 4]),
  ],
});

function run(query: string, asked = world): Record<string, readonly number[]> {
  const grid = { start: T0, end: T0 + 2 * MINUTE, period: MINUTE };
  const series = evaluateSql(parseSql(query), asked, grid, { label: 'q1', now: T0 + 60 * MINUTE });
  return Object.fromEntries(series.map(({ label, values }) => [label, values]));
}

const TABLE: [query: string, answer: Record<string, number[]>][] = [
  ['SELECT SUM(Errors) FROM "Test"', { q1: [113, 15] }],
  ['SELECT COUNT(Errors) FROM Test', { q1: [4, 3] }],
  ['SELECT SUM(Errors) FROM SCHEMA("Test", Function)', { q1: [7, 7] }],
  ['SELECT MAX(Errors) FROM SCHEMA("Test", Function, Stage)', { q1: [100, 6] }],
  [`select min(Errors) from SCHEMA("Test", Stage, Function) where Stage = 'live'`, { q1: [1, 2] }],
  [`SELECT AVG(Errors) FROM "Test" WHERE Stage != 'live'`, { q1: [100] }],
  [`SELECT SUM(Errors) FROM "Test" WHERE Stage = 'live' AND Function = 'ship'`, { q1: [5, 6] }],
  ['SELECT SUM(Errors) FROM "Test" GROUP BY Function', { pay: [8, 9], ship: [105, 6] }],
  [
    'SELECT SUM(Errors) FROM "Test" GROUP BY Function, Stage',
    { 'pay Other': [7, 7], 'pay live': [1, 2], 'ship live': [5, 6], 'ship test': [100] },
  ],
  ['SELECT SUM(Errors) FROM "Test" GROUP BY Function ORDER BY MAX() DESC LIMIT 1', { ship: [105, 6] }],
  ['SELECT SUM(Errors) FROM "Test" GROUP BY Function ORDER BY SUM() LIMIT 1', { pay: [8, 9] }],
  ['SELECT SUM(Nothing) FROM "Test" GROUP BY Function', {}],
  ['SELECT SUM("LIMIT") FROM "Test"', { q1: [3, 3] }],
  [String.raw`SELECT AVG("Bytes\"Input\"") FROM "Test"`, { q1: [4, 4] }],
  [`SELECT SUM(Errors) FROM "Test" GROUP BY constructor`, { Other: [113, 15] }],
  [`SELECT SUM(Errors) FROM "Test" WHERE constructor != 'x'`, {}],
];

for (const [query, answer] of TABLE) test(query, () => assert.deepEqual(run(query), answer));

const ELB = { namespace: 'AWS/ApplicationELB', metricName: 'RequestCount' };
const EC2 = { namespace: 'AWS/EC2', metricName: 'CPUUtilization' };
const published = [
  { ...ELB, dimensions: { LoadBalancer: 'app/load-balancer-1', AvailabilityZone: 'a' }, values: [1, 9] },
  { ...ELB, dimensions: { LoadBalancer: 'app/load-balancer-1', AvailabilityZone: 'b' }, values: [5, 6] },
  { ...ELB, dimensions: { LoadBalancer: 'app/load-balancer-2', AvailabilityZone: 'a' }, values: [100, 100] },
  { ...ELB, dimensions: { LoadBalancer: 'app/load-balancer-1' }, values: [6, 15] },
  { ...EC2, dimensions: { InstanceId: 'i-2', InstanceType: 'c3.4xlarge' }, values: [80, 10] },
  { ...EC2, dimensions: { InstanceId: 'i-1' }, values: [30, 50] },
  { ...EC2, dimensions: { InstanceId: 'i-3' }, values: [70, 20] },
  { ...EC2, dimensions: {}, values: [1, 2] },
  { ...EC2, dimensions: { InstanceType: 't2.micro' }, values: [4, 4] },
  { namespace: 'AWS/Kinesis', metricName: 'PutRecords.Bytes', dimensions: { StreamName: 's' }, values: [7, 8] },
  {
    namespace: 'AWS/Usage',
    metricName: 'CallCount',
    dimensions: usage('API', 'CloudWatch', 'GetMetricData'),
    values: [1],
  },
  {
    namespace: 'AWS/Usage',
    metricName: 'CallCount',
    dimensions: usage('API', 'CloudWatch', 'ListMetrics'),
    values: [1, 1],
  },
  { namespace: 'AWS/Usage', metricName: 'CallCount', dimensions: usage('API', 'Logs', 'GetLogEvents'), values: [1, 1] },
  {
    namespace: 'AWS/Usage',
    metricName: 'CallCount',
    dimensions: usage('Resource', 'CloudWatch', 'Alarms'),
    values: [9],
  },
];
const aws = tinyWorld({
  metrics: published.map(({ values, ...names }) => ({ ...tinyMetric('', {}, values), ...names })),
});

function usage(Type: string, Service: string, Resource: string) {
  return { Class: 'None', Resource, Service, Type };
}

const AZ = 'SELECT SUM(RequestCount) FROM SCHEMA("AWS/ApplicationELB", LoadBalancer, AvailabilityZone)';
const ONE_LB = `${AZ} WHERE LoadBalancer = 'app/load-balancer-1'`;

/** "Query components and syntax", "SQL inference" and "Sample queries" of the user guide: what they say that a query matches. */
const PUBLISHED: [query: string, answer: Record<string, number[]>][] = [
  ['SELECT AVG(CPUUtilization) FROM "AWS/EC2"', { q1: [37, 17.2] }],
  ['SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2")', { q1: [1, 2] }],
  ['SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)', { q1: [50, 35] }],
  [`SELECT MAX(CPUUtilization) FROM "AWS/EC2" WHERE InstanceType = 'c3.4xlarge'`, { q1: [80, 10] }],
  [`SELECT MAX(CPUUtilization) FROM "AWS/EC2" WHERE InstanceType != 'c3.4xlarge'`, { q1: [4, 4] }],
  [
    'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId) GROUP BY InstanceId',
    { 'i-1': [30, 50], 'i-3': [70, 20] },
  ],
  [
    'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId) GROUP BY InstanceId ORDER BY AVG() DESC',
    { 'i-3': [70, 20], 'i-1': [30, 50] },
  ],
  [
    'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId) GROUP BY InstanceId ORDER BY MAX() LIMIT 10',
    { 'i-1': [30, 50], 'i-3': [70, 20] },
  ],
  [AZ, { q1: [106, 115] }],
  [ONE_LB, { q1: [6, 15] }],
  [`${ONE_LB} GROUP BY AvailabilityZone`, { a: [1, 9], b: [5, 6] }],
  [`${ONE_LB} GROUP BY AvailabilityZone ORDER BY MAX() DESC`, { a: [1, 9], b: [5, 6] }],
  [`${ONE_LB} GROUP BY AvailabilityZone ORDER BY MAX() DESC LIMIT 1`, { a: [1, 9] }],
  ['SELECT SUM("PutRecords.Bytes") FROM SCHEMA("AWS/Kinesis", StreamName) GROUP BY StreamName', { s: [7, 8] }],
  [
    `SELECT COUNT(CallCount) FROM SCHEMA("AWS/Usage", Class, Resource, Service, Type) WHERE Type = 'API' GROUP BY Service, Resource ORDER BY COUNT() DESC LIMIT 20`,
    { 'CloudWatch ListMetrics': [1, 1], 'Logs GetLogEvents': [1, 1], 'CloudWatch GetMetricData': [1] },
  ],
  [
    `SELECT COUNT(CallCount) FROM SCHEMA("AWS/Usage", Class, Resource, Service, Type) WHERE Type = 'API' AND Service = 'CloudWatch' GROUP BY Resource ORDER BY COUNT() DESC`,
    { ListMetrics: [1, 1], GetMetricData: [1] },
  ],
];

for (const [query, answer] of PUBLISHED) {
  // Entries, so that the order of the series counts.
  test(query, () => assert.deepEqual(Object.entries(run(query, aws)), Object.entries(answer)));
}

test('the order asked for is the order of the series', () => {
  assert.deepEqual(Object.keys(run('SELECT SUM(Errors) FROM "Test" GROUP BY Function ORDER BY SUM() DESC')), [
    'ship',
    'pay',
  ]);
  assert.deepEqual(Object.keys(run('SELECT SUM(Errors) FROM "Test" GROUP BY Function ORDER BY SUM() ASC')), [
    'pay',
    'ship',
  ]);
});

test('anything else is refused with what was expected', () => {
  const refused: [query: string, reason: RegExp][] = [
    ['SELECT SUM(Errors) FORM "Test"', /Expected FROM but found FORM/],
    ['SELECT MEDIAN(Errors) FROM "Test"', /Unknown function MEDIAN/],
    ['SELECT SUM(Errors) FROM "Test" LIMIT 501', /LIMIT must be between 1 and 500/],
    ['SELECT SUM(Errors) FROM "Test" LIMIT 0', /LIMIT must be between 1 and 500/],
    ['SELECT SUM(Errors) FROM "Test" LIMIT x', /a number/],
    ['SELECT SUM(Errors) FROM "Test" WHERE Stage', /Expected !=/],
    ['SELECT SUM(Errors) FROM "Test" WHERE Stage = live', /a value in single quotation marks/],
    ['SELECT SUM(Errors) FROM "Test" WHERE Stage = "live"', /a value in single quotation marks/],
    [
      `SELECT SUM(Errors) FROM "Test" WHERE Stage = 'live' OR Stage = 'test'`,
      /Expected the end of the query but found OR/,
    ],
    [`SELECT SUM(Errors) FROM "Test" WHERE Stage IN ('live')`, /Expected !=/],
    [`SELECT SUM(Errors) FROM "Test" WHERE (Stage = 'live')`, /a dimension/],
    [`SELECT SUM(Errors) FROM "Test" WHERE tag.env = 'live'`, /Invalid syntax/],
    [`SELECT SUM(Errors) FROM 'Test'`, /a namespace/],
    ['SELECT SUM(CPUUtilization) FROM AWS/EC2', /Invalid syntax/],
    ['SELECT SUM(limit) FROM "Test"', /a metric name/],
    ['SELECT SUM(Errors) FROM "Test" GROUP BY', /a dimension/],
    ['SELECT SUM(Errors) FROM "Test" GROUP BY Stage ORDER BY MAX(Errors)', /Expected \)/],
    ['SELECT SUM(Errors) FROM "Test" HAVING 1', /Expected the end of the query but found HAVING/],
    ['SELECT SUM(Errors) FROM "Test" ; DROP', /Invalid syntax/],
    ['SELECT', /a function/],
  ];
  for (const [query, reason] of refused) {
    assert.throws(
      () => run(query),
      (error: unknown) => error instanceof ExpressionError && reason.test(error.message),
      query,
    );
  }
});
