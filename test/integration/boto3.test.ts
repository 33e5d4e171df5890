import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { alarmsOperations } from '../../src/sandbox/operations/alarms.ts';
import { logsOperations } from '../../src/sandbox/operations/logs.ts';
import { metricsOperations } from '../../src/sandbox/operations/metrics.ts';
import { stsOperations } from '../../src/sandbox/operations/sts.ts';
import { workspaceOperations } from '../../src/sandbox/operations/workspaces.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { BOTO3_MISSING, emptyIn, findBoto3, membersOf, readWithBoto3, type Reads } from '../support/boto3.ts';
import { MOTO_MISSING, startMoto } from '../support/moto.ts';
import { fillAws, MINUTE } from './moto-fixture.ts';

/** What the script asks wrongly on purpose. */
const REFUSED: Readonly<Record<string, string>> = {
  'logs:DescribeLogStreams of no group': 'ResourceNotFoundException',
  'logs:FilterLogEvents of no group': 'ResourceNotFoundException',
  'logs:GetLogEvents of no stream': 'ResourceNotFoundException',
  'amp:DescribeWorkspace of none': 'ResourceNotFoundException',
};

/** What moto has no answer to (HTTP 500): the sandbox is held against AWS's model alone there. */
const NOT_IN_MOTO = [
  'cloudwatch:DescribeAlarmContributors',
  'cloudwatch:DescribeAlarmHistory',
  'cloudwatch:GetAlarmMuteRule',
  'cloudwatch:GetOTelEnrichment',
  'cloudwatch:ListAlarmMuteRules',
  'logs:DescribeFieldIndexes',
  'logs:DescribeQueryDefinitions',
  'logs:GetLogGroupFields',
  'logs:GetLogRecord',
  'logs:GetTransformer',
  'logs:ListAnomalies',
  'logs:ListLogAnomalyDetectors',
  'logs:ListLogGroups',
  // In moto a query is done at once.
  'logs:StopQuery',
  'logs:TestMetricFilter',
];

/** What moto sends and the sandbox does not, because AWS does not either. */
const MOTO_ALONE: Readonly<Record<string, readonly string[]>> = {
  // With a pattern AWS answers name, ARN and creation time only; moto's answer has a second page because it has more groups.
  'logs:DescribeLogGroups of a pattern': [
    '.logGroups[].logGroupArn',
    '.logGroups[].metricFilterCount',
    '.logGroups[].retentionInDays',
    '.logGroups[].storedBytes',
    '.nextToken',
  ],
  // Sequence tokens have had no use since 2023.
  'logs:DescribeLogStreams': ['.logStreams[].uploadSequenceToken'],
  'logs:DescribeLogStreams by last event': ['.logStreams[].uploadSequenceToken'],
  // The size of session policies and tags, which these sessions have none of.
  'sts:AssumeRoleWithWebIdentity': ['.PackedPolicySize'],
};

const python = await findBoto3();
const moto = python === undefined ? undefined : await startMoto();
const sandbox = await startSandbox();
after(async () => {
  await sandbox.close();
  await moto?.close();
});

const skip = python === undefined && BOTO3_MISSING;
const skipBoth = skip || (moto === undefined && MOTO_MISSING);
let ours: Reads = {};
let theirs: Reads = {};
before(async () => {
  if (python === undefined) return;
  ours = await readWithBoto3(python, sandbox.url);
  if (moto === undefined) return;
  await fillAws(moto.url, Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE);
  theirs = await readWithBoto3(python, moto.url);
});

void test('the unchanged boto3 calls every operation that the sandbox serves', { skip }, () => {
  const tables = [alarmsOperations, logsOperations, metricsOperations, stsOperations, workspaceOperations];
  const served = tables.flatMap((table) => Object.keys(table));
  const called = new Set(sandbox.requests.map((request) => request.operation));
  assert.deepEqual(
    served.filter((operation) => !called.has(operation)),
    [],
  );
});

void test('boto3 reads the sandbox without an error but those asked for', { skip }, () => {
  const errors = Object.entries(ours).flatMap(([name, { error }]) => (error === null ? [] : [[name, error]]));
  assert.deepEqual(Object.fromEntries(errors), REFUSED);
});

void test('no answer of the sandbox departs from AWS’s model', { skip }, () => {
  for (const [name, { faults }] of Object.entries(ours)) assert.deepEqual(faults, [], name);
});

void test('boto3 pages through the sandbox', { skip }, () => {
  for (const name of [
    'logs:DescribeLogGroups',
    'logs:FilterLogEvents',
    'cloudwatch:DescribeAlarms',
    'amp:ListWorkspaces',
  ])
    assert.ok((ours[name]?.pages ?? 0) > 1, name);
});

void test('moto serves what it is known to serve', { skip: skipBoth }, () => {
  const failing = Object.entries(theirs)
    .filter(([name, { error }]) => error !== null && REFUSED[name] === undefined)
    .map(([name]) => name);
  assert.deepEqual(
    failing.filter((name) => !NOT_IN_MOTO.includes(name)),
    [],
  );
});

void test('the same calls yield the same shapes as of moto', { skip: skipBoth }, () => {
  const both = Object.keys(ours).filter((name) => theirs[name]?.error === null);
  assert.ok(both.length >= 15, both.join(', '));
  for (const name of both) {
    const [mine, other] = [ours[name]?.shape, theirs[name]?.shape];
    const unknown = emptyIn(mine);
    const known = new Set(membersOf(mine));
    const missing = membersOf(other).filter(
      (member) => !known.has(member) && !unknown.some((list) => member.startsWith(list)),
    );
    assert.deepEqual(missing.toSorted(), MOTO_ALONE[name] ?? [], name);
  }
});

void test('and the same errors', { skip: skipBoth }, () => {
  for (const name of Object.keys(REFUSED)) assert.equal(theirs[name]?.error, ours[name]?.error, name);
});
