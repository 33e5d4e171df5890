import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateQueries, QueryError } from '../../src/sandbox/evaluate/metric-queries.ts';
import { MINUTE, T0, tinyMetric, tinyWorld } from './tiny-metrics.ts';

/** Namespace, metric name, dimensions. */
type Name = [namespace: string, metricName: string, dimensions?: Record<string, string>];

/** Which of `names` the search finds. */
function search(query: string, names: readonly Name[]): number[] {
  const metrics = names.map(([namespace, metricName, dimensions = {}], i) => ({
    ...tinyMetric(metricName, dimensions, [i]),
    namespace,
  }));
  const queries = [{ Id: 'x', Expression: `SEARCH('${query}', 'Sum')`, Period: 60 }];
  const gridOf = () => ({ start: T0, end: T0 + MINUTE, period: MINUTE });
  const { series } = evaluateQueries(queries, { world: tinyWorld({ metrics }), now: T0 + MINUTE, gridOf });
  return series('x').map(({ values }) => values[0] ?? NaN);
}

const mine = (...metricNames: string[]): Name[] => metricNames.map((metricName) => ['Mine', metricName]);
const COUNTS = mine('CustomCount1', 'Other');
const ERRORS = mine('Network-Errors-2', 'NetworkErrors2', 'Network', 'Errors');
const EC2: Name[] = [
  ['AWS/EC2', 'CPUUtilization', { InstanceId: 'i-1234567890123456' }],
  ['AWS/EC2', 'CPUUtilization', { InstanceId: 'ProjectA' }],
  ['AWS/EC2', 'CPUUtilization', { InstanceType: 't2.micro' }],
  ['AWS/EC2', 'NetworkPacketsIn', { InstanceId: 'ProjectB' }],
  ['AWS/EC2', 'DiskReadOps', { InstanceId: 'ProjectA' }],
  ['AWS/EBS', 'VolumeReadOps', { VolumeId: 'vol-1' }],
  ['AWS/ECS', 'CPUUtilization', { ClusterName: 'c' }],
  ['Custom', 'CPUUtilization', { InstanceId: 'i', AutoScalingGroupName: 'g' }],
];
const LAMBDA: Name[] = [
  ['AWS/Lambda', 'Errors', { FunctionName: 'pay' }],
  ['AWS/Lambda', 'Invocations', { FunctionName: 'ProjectA-pay' }],
  ['AWS/Lambda', 'Invocations', { FunctionName: 'ship' }],
  ['AWS/Lambda', 'Errors', { FunctionName: 'pay', Resource: 'pay:1' }],
];
const ELB: Name[] = [
  ['AWS/NetworkELB', 'ConsumedLCUs', { LoadBalancer: 'net/a' }],
  ['AWS/NetworkELB', 'ActiveFlowCount', { LoadBalancer: 'net/a' }],
  ['AWS/NetworkELB', 'ProcessedBytes', { LoadBalancer: 'net/a' }],
];
const SPECIAL: Name[] = [
  ['My Namespace', 'Custom:Name[Special_Characters', { 'Dimension@Name': 'x' }],
  ['My Namespace', 'Custom:Name', { 'Dimension@Name': 'x' }],
];

/** "CloudWatch search expression syntax" of the user guide: its searches, with what it says that they find. */
const TABLE: [query: string, names: Name[], found: number[]][] = [
  ...['count', 'Count', 'COUNT', 'CustomCount', 'Count1', 'customcount1'].map((word): (typeof TABLE)[number] => [
    word,
    COUNTS,
    [0],
  ]),
  ...['couNT', 'customcount', 'count1'].map((word): (typeof TABLE)[number] => [word, COUNTS, []]),
  ...['sdbfailure', 'sdb', 'failure'].map((word): (typeof TABLE)[number] => [word, mine('SDBFailure'), [0]]),
  ...['project2trial333', 'project', '2', 'trial', '333'].map((word): (typeof TABLE)[number] => [
    word,
    mine('Project2-trial333'),
    [0],
  ]),
  ...['network/errors', 'network+errors', 'network-errors', 'Network_Errors'].map((word): (typeof TABLE)[number] => [
    word,
    ERRORS,
    [0, 1],
  ]),
  ['"Network-Errors-2"', ERRORS, [0]],
  ['"Network_Errors_2"', ERRORS, []],
  ['{Mine}, "CustomCount1" ', COUNTS, [0]],
  ['{Mine}, "customcount1" ', COUNTS, []],
  ['{Mine}, "Custom" ', COUNTS, []],
  ['{AWS/NetworkELB, LoadBalancer} "ConsumedLCUs" OR flow ', ELB, [0, 1]],
  [' {"My Namespace", "Dimension@Name"}, "Custom:Name[Special_Characters" ', SPECIAL, [0]],
  [' "CPUUtilization" ', EC2, [0, 1, 2, 6, 7]],
  [' {AWS/EC2, InstanceType} "CPUUtilization" ', EC2, [2]],
  [' "AWS/EC2" MetricName="CPUUtilization" ', EC2, [0, 1, 2]],
  [' MetricName="CustomCount1" ', [...COUNTS, ['Mine', 'x', { d: 'CustomCount1' }]], [0]],
  [' InstanceType=micro ', EC2, [2]],
  [' InstanceType="t2.micro" Namespace="AWS/EC2" ', EC2, [2]],
  [String.raw`"Europe\\France Traffic\(Network\)"`, mine(String.raw`Europe\France Traffic(Network)`, 'Europe'), [0]],
  ['{AWS/EC2,InstanceId} network AND packets', EC2, [3]],
  [' {AWS/EC2,InstanceId} network packets ', EC2, [3]],
  [' {AWS/EC2,InstanceId} MetricName="CPUUtilization" NOT i-1234567890123456 ', EC2, [1]],
  ['NOT Namespace=AWS ', EC2, [7]],
  [' {AWS/EC2,InstanceId} NOT "ProjectA" NOT "ProjectB" ', EC2, [0]],
  [' (EC2 OR EBS) AND MetricName=ReadOps ', EC2, [4, 5]],
  [' (EC2 OR EBS) MetricName=ReadOps ', EC2, [4, 5]],
  [' (EC2 OR EBS) AND ReadOps AND ProjectA ', EC2, [4]],
  [
    ' {AWS/Lambda,FunctionName} MetricName="Errors" OR (MetricName="Invocations" AND (ProjectA OR ProjectB)) ',
    LAMBDA,
    [0, 1],
  ],
  [' {AWS/Lambda, FunctionName}, MetricName="Errors" ', LAMBDA, [0]],
];

for (const [query, names, found] of TABLE) {
  test(`SEARCH ${query} among ${names.length}`, () => assert.deepEqual(search(query, names), found));
}

test('what is no search is refused', () => {
  const invalid = ['', '(a', 'a)', 'a OR', 'NOT', 'OR a', 'a =', '= a', ':aws.AccountId = "LOCAL"', 'a'.repeat(1025)];
  for (const query of invalid) assert.throws(() => search(query, EC2), QueryError, query);
});

test('properties and dimensions are those of the metric alone', () => {
  assert.deepEqual(search('constructor=Object', EC2), []);
  assert.deepEqual(search('{AWS/EC2,constructor}', EC2), []);
});
