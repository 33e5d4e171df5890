import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startTestService, type ToolAnswer } from '../../support/harness.ts';
import { readArguments } from './read-arguments.ts';

const shop = await startTestService();
after(() => shop.close());
const describe = (args: Record<string, unknown> = {}) => shop.call('describe_alarms', args);
const names = (answer: ToolAnswer) => (answer.structured['items'] as { name: string }[]).map(({ name }) => name);
const firstLine = (answer: ToolAnswer) => answer.text.split('\n')[0] ?? '';

void test('one named alarm is told with its details and the calls that show more, which run as they stand', async () => {
  const answer = await describe({ names: ['orders-db-connections'] });
  assert.match(
    firstLine(answer),
    /^orders-db-connections is in ALARM since 20\S+Z \(.+\), us-east-1, account 123456789012$/,
  );
  assert.match(answer.text, /\nFires when: DatabaseConnections .*\(metric alarm\)\n/);
  assert.match(answer.text, /\nReason: 3 of the last 3 datapoints > 360: /);
  assert.match(answer.text, /\nActions: on ALARM and OK arn:aws:sns:us-east-1:123456789012:shop-pager\n/);
  assert.match(answer.text, /#alarmsV2:alarm\/orders-db-connections$/);
  const next = /^Next: get_metric_statistics (.*)$/m.exec(answer.text)?.[1] ?? '';
  assert.match(
    next,
    /^namespace="AWS\/RDS" metric_name="DatabaseConnections" dimensions=\["DBInstanceIdentifier=orders-db"\] statistics=\["Maximum"\] period_seconds=60 start="\S+" end="\S+"$/,
  );
  const metric = await shop.call('get_metric_statistics', readArguments(next));
  assert.equal(metric.isError, false, metric.text);
});

void test('every proposed call of every alarm runs', async () => {
  const refused: string[] = [];
  for (const name of names(await describe())) {
    const { text } = await describe({ names: [name] });
    for (const [, tool = '', args = ''] of text.matchAll(/^(?:Next|Or): (\w+) (.*)$/gm)) {
      // CloudWatch's PromQL needs a Prometheus server beside the sandbox: the PromQL tests have one.
      if (tool === 'query_prometheus_range') continue;
      const answer = await shop.call(tool, readArguments(args));
      if (answer.isError) refused.push(`${name}: ${tool} ${args}\n${answer.text}`);
    }
  }
  assert.deepEqual(refused, []);
});

void test('a composite is told with its children, those that fire first, and leads to the first that fired', async () => {
  const { text, structured } = await describe({ names: ['checkout-unhealthy'] });
  const detail = structured['detail'] as { parts: { name: string; state: string; since: string }[]; query: string };
  assert.deepEqual(detail.parts.map(({ name }) => name).toSorted(), [
    'checkout-5xx-rate',
    'checkout-p99-latency',
    'orders-db-connections',
  ]);
  const first = detail.parts
    .filter(({ state }) => state === 'ALARM')
    .toSorted((a, b) => (a.since < b.since ? -1 : 1))[0];
  assert.ok(text.includes(`Next: describe_alarms names=["${first?.name}"]`), text);
  assert.match(detail.query, /^ALARM\("checkout-5xx-rate"\) AND /);
});

void test('an alarm over many series is told with those in ALARM', async () => {
  const { text, structured } = await describe({ names: ['lambda-errors-by-function'] });
  const detail = structured['detail'] as { parts: { name: string; reason: string }[]; partCount: number };
  assert.deepEqual(
    detail.parts.map(({ name }) => name),
    ['FunctionName=orders-fulfil'],
  );
  assert.equal(detail.partCount, 1);
  assert.match(text, /\nContributors in ALARM \(1\):\n/);
  assert.match(detail.parts[0]?.reason ?? '', /datapoints > 30: /);
});

void test('a muted alarm names its rule and its schedule', async () => {
  const { text } = await describe({ names: ['emails-queue-age'] });
  assert.match(text, /\nNote: muted by rule emails-greylisting until /);
  assert.match(text, /\nMute rule emails-greylisting \(ACTIVE\): at\(\S+\) UTC, for P15D until 20/);
  const scheduled = await describe({ names: ['nightly-import-rows'] });
  assert.match(scheduled.text, /\nMute rule nightly-maintenance \(\w+\): cron\(0 3 \* \* SUN\) UTC, for PT2H/);
});

void test('a name that does not exist is an error that names the nearest', async () => {
  const answer = await describe({ names: ['orders-db-conections'] });
  assert.equal(answer.isError, true);
  assert.match(
    answer.text,
    /^Error: There is no alarm "orders-db-conections" in us-east-1\. Nearest: orders-db-connections/,
  );
});

void test('contributors that may not be read are a remark, not an error', async () => {
  shop.sandbox.setFault('DescribeAlarmContributors', { error: { code: 'AccessDenied', message: 'no', status: 403 } });
  const answer = await describe({ names: ['lambda-errors-by-function'] });
  shop.sandbox.setFault('DescribeAlarmContributors', undefined);
  assert.equal(answer.isError, false);
  assert.match(answer.text, /\nContributors unknown: needs cloudwatch:DescribeAlarmContributors\n/);
});
