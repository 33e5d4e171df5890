import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callTool } from '../../src/mcp/call-tool.ts';
import { ANYONE } from '../../src/principal.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { startLimitedService, type LimitedService } from '../support/limited-service.ts';
import { groupOf } from '../tools/logs/logs-world.ts';

/** A question about so many metrics, over a window whose datapoints need no second reading. */
const metrics = (count: number) => ({
  start: '-1h',
  period_seconds: 300,
  queries: Array.from({ length: count }, (_, i) => ({
    namespace: 'AWS/RDS',
    metric_name: 'CPUUtilization',
    dimensions: [`DBInstanceIdentifier=db-${i}`],
  })),
});
const MIB = 1024 * 1024;

void test('metrics are counted for each caller; who has used them up is told so, and nothing is sent', async (t) => {
  const { ask, asked, records } = await startLimitedService(t, { principalPerHour: { metricsRequested: 10 } });
  const first = await ask('ann', 'get_metric_data', metrics(6));
  assert.equal(first.isError, false, first.text);
  assert.deepEqual(records.at(-1)?.usage, { metricsRequested: 6, awsCalls: asked('GetMetricData') + others(asked) });
  const sent = asked('GetMetricData');
  const { text, isError } = await ask('ann', 'get_metric_data', metrics(5));
  assert.equal(isError, true);
  assert.match(
    text,
    /^Error: This needs 5 metrics of GetMetricData\. Left: 4 of your 10 an hour \(6 used\); enough is free again at 2026-11-21T10:41Z\. Ask for fewer metrics/,
  );
  assert.equal(asked('GetMetricData'), sent);
  assert.equal(records.at(-1)?.outcome, 'too_expensive');
  assert.equal((await ask('ann', 'get_metric_data', metrics(4))).isError, false, 'a refused call cost nothing');
  assert.equal((await ask('ben', 'get_metric_data', metrics(10))).isError, false);
});

void test('get_server_info says that it is the budget that keeps it from knowing', async (t) => {
  const { ask } = await startLimitedService(t, { principalPerHour: { awsCalls: 3 } });
  const { text } = await ask('ann', 'get_server_info', {});
  assert.match(text, /\| asked by \| ann \|/);
  assert.match(
    text,
    /\| PromQL sources or IAM actions may be missing \| This needs 1 AWS call\. Left: 0 of your 3 an hour/,
  );
});

const others = (asked: LimitedService['asked']) => asked('ListMetrics') + asked('GetCallerIdentity');

void test('where a question needs two readings, both are set aside before the first', async (t) => {
  const { ask, asked } = await startLimitedService(t, { principalPerHour: { metricsRequested: 3 } });
  const { period_seconds: _, ...twice } = { ...metrics(2), start: '-7d', period_seconds: undefined };
  const { text } = await ask('ann', 'get_metric_data', { ...twice, period_seconds: 60 });
  assert.match(text, /^Error: This needs 4 metrics of GetMetricData\. Left: 3 of your 3/);
  assert.equal(asked('GetMetricData'), 0);
});

void test('all callers together have a budget, too, and get_server_info shows what is left', async (t) => {
  const { ask } = await startLimitedService(t, {
    totalPerHour: { metricsRequested: 8 },
    principalPerHour: { awsCalls: 100 },
  });
  await ask('ann', 'get_metric_data', metrics(6));
  const { text } = await ask('ben', 'get_metric_data', metrics(5));
  assert.match(text, /Left: 2 of this server's 8 an hour \(6 used\)/);
  const info = await ask('ben', 'get_server_info', {});
  assert.match(info.text, /\| metrics requested an hour, of all \| 8; \d left at 2026-11-21T09:40Z \|/);
  assert.match(info.text, /\| AWS calls an hour, of one caller \| 100; \d+ left at/);
  assert.match(info.text, /\| calls under way, of one caller \| 8 \|/);
});

void test('what a failed call did not use is free again', async (t) => {
  const { ask, sandbox, records } = await startLimitedService(t, { principalPerHour: { metricsRequested: 5 } });
  sandbox.setFault('GetMetricData', { kind: 'accessDenied' });
  const { text } = await ask('ann', 'get_metric_data', metrics(5));
  assert.match(text, /^Error: AWS refuses cloudwatch:GetMetricData/);
  assert.equal(records.at(-1)?.usage.metricsRequested, undefined);
  sandbox.setFault('GetMetricData', undefined);
  assert.equal((await ask('ann', 'get_metric_data', metrics(5))).isError, false);
});

/** Log groups `/big/0` … of three events each, some 200 KiB one. */
const bigLogs: SandboxOptions['makeWorld'] = (region, madeAt) => ({
  ...smallWorld(region, madeAt, 0),
  logGroups: Array.from({ length: 40 }, (_, group) =>
    groupOf(
      `/big/${group}`,
      [1, 2, 3].map((back) => ({ stream: 'main', time: madeAt - back * 60_000, message: 'x'.repeat(200 * 1024) })),
    ),
  ),
});

void test('a search whose budget ends in the middle answers with what it read, and says so', async (t) => {
  const { ask, records } = await startLimitedService(t, { principalPerHour: { logBytesRead: 16 * MIB } }, bigLogs);
  const search = { groups: ['/big/*'], limit: 1_000 };
  const { text, isError } = await ask('ann', 'search_log_events', search);
  assert.equal(isError, false, text);
  assert.match(text, /^[^\n]* log events/);
  assert.match(text, /\nNot searched: \/big\/\d+ from /);
  assert.match(text, /\nThis needs up to 1 MiB of log events\. Left: [\d.]+ KiB of your 16 MiB an hour/);
  const { logBytesRead = 0 } = records.at(-1)?.usage ?? {};
  assert.ok(logBytesRead > 11 * MIB && logBytesRead <= 16 * MIB, `${logBytesRead}`);
  for (const start of ['-50m', '-45m']) await ask('ann', 'search_log_events', { ...search, start });
  const again = await ask('ann', 'search_log_events', { ...search, start: '-40m' });
  assert.match(again.text, /^Error: This needs up to 1 MiB of log events\. Left: [\d.]+ KiB of your 16 MiB an hour /);
});

void test('a read that several share is on the one who sent it', async (t) => {
  const { ask, records, asked } = await startLimitedService(t, { principalPerHour: { metricsRequested: 100 } });
  await Promise.all(['ann', 'ben', 'cem'].map((who) => ask(who, 'get_metric_data', metrics(5))));
  const used = records.reduce((sum, { usage }) => sum + (usage.metricsRequested ?? 0), 0);
  assert.equal(used, 5 * asked('GetMetricData'));
  assert.equal(asked('GetMetricData'), 1);
});

void test('who has too many calls under way waits, is refused in words, and leaves without a trace', async (t) => {
  const concurrency = { perPrincipal: 1, queuePerPrincipal: 1 };
  const { ask, sandbox, service, records } = await startLimitedService(t, { concurrency });
  sandbox.setFault('*', { delayMs: 300 });
  const gone = new AbortController();
  const first = ask('ann', 'list_metrics', { namespace: 'AWS/RDS' });
  const second = ask('ann', 'list_metrics', { namespace: 'AWS/EC2' }, gone.signal);
  const third = await ask('ann', 'list_metrics', { namespace: 'AWS/ECS' });
  assert.equal(third.isError, true);
  assert.match(
    third.text,
    /^Error: You have 1 call under way \(all callers together: 1\) and 1 waiting: no more may wait/,
  );
  assert.equal(records.at(-1)?.outcome, 'overloaded');
  assert.deepEqual(service.mcp.load.state(), { running: 1, waiting: 1 });
  const scrape = await service.registry.metrics();
  assert.match(scrape, /^cloudwatch_mcp_calls_running 1$/m);
  assert.match(scrape, /^cloudwatch_mcp_calls_waiting 1$/m);
  assert.match(scrape, /^cloudwatch_mcp_calls_refused_total\{reason="queue_full"\} 1$/m);
  gone.abort();
  await second;
  assert.equal(records.at(-1)?.outcome, 'cancelled');
  assert.equal((await first).isError, false);
  assert.deepEqual(service.mcp.load.state(), { running: 0, waiting: 0 });
});

void test('without authentication nobody is told from another, and one has as many calls under way as all', async (t) => {
  const { service, sandbox } = await startLimitedService(t, { concurrency: { perPrincipal: 1, queuePerPrincipal: 0 } });
  sandbox.setFault('ListMetrics', { delayMs: 100 });
  const { signal } = new AbortController();
  const ask = (namespace: string) =>
    callTool(
      { name: 'list_metrics', args: { namespace }, signal, principal: ANYONE, progress: () => undefined },
      service.mcp,
    );
  const answers = await Promise.all(['AWS/RDS', 'AWS/EC2', 'AWS/ECS'].map(ask));
  assert.deepEqual(
    answers.map(({ isError }) => isError),
    [false, false, false],
  );
});

void test('the wait is part of the call: it ends with the longest wait, in words', async (t) => {
  const concurrency = { perPrincipal: 1, longestWaitSeconds: 0.05 };
  const { ask, sandbox, records } = await startLimitedService(t, { concurrency });
  sandbox.setFault('*', { delayMs: 400 });
  const first = ask('ann', 'list_metrics', { namespace: 'AWS/RDS' });
  const second = await ask('ann', 'list_metrics', { namespace: 'AWS/EC2' });
  assert.match(second.text, /: this one waited 1 s for its turn\. Nothing was read\. Wait \d+ seconds?/);
  assert.ok((records[0]?.durationMs ?? 0) >= 50);
  await first;
});
