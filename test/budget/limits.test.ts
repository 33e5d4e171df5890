import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS, resolveLimits } from '../../src/budget/limits.ts';
import { createPaces } from '../../src/budget/paces.ts';
import { QUOTAS } from '../../src/budget/quotas.ts';
import { isAwsStandIn, loadConfig, type ConfigError } from '../../src/config.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { budgetsFile } from '../support/limited-service.ts';

void test('without a section calls have turns and AWS is asked at half of its quotas; no unit has a limit', () => {
  const limits = resolveLimits(undefined, { isAws: true });
  assert.deepEqual(limits.budgets, { principalPerHour: {}, totalPerHour: {} });
  assert.equal(limits.gate.perPrincipal, DEFAULTS.perPrincipal);
  assert.equal(createPaces(limits.pace).of('logs:FilterLogEvents', 'eu-central-1')?.rate(), 2.5);
  assert.equal(createPaces(limits.pace).of('logs:NobodyKnows', 'eu-central-1')?.rate(), 5);
});

void test('what stands in for AWS has no quotas, unless a share is given', () => {
  assert.equal(resolveLimits({}, { isAws: false }).pace.share, 0);
  assert.equal(resolveLimits({ quotaShare: 0.2 }, { isAws: false }).pace.share, 0.2);
  for (const [url, isStandIn] of [
    ['http://localhost:4566', true],
    ['http://127.0.0.1:5000', true],
    ['https://amazonaws.com.example.org', true],
    ['https://vpce-1.monitoring.us-east-1.vpce.amazonaws.com', false],
    ['', false],
    [undefined, false],
  ] as const) {
    assert.equal(isAwsStandIn({ AWS_ENDPOINT_URL: url }), isStandIn, url);
  }
  assert.equal(isAwsStandIn({ AWS_ENDPOINT_URL_LOGS: 'https://logs.example.com' }), false);
});

void test('a workspace has the quota, where each has one', () => {
  const paces = createPaces({ share: 1, quotas: { 'aps:promqlQuery': 4 } });
  const [one, other] = ['ws-1', 'ws-2'].map((place) => paces.of('aps:promqlQuery', 'us-east-1', place));
  one?.throttled();
  assert.deepEqual([one?.rate(), other?.rate()], [2, 4]);
  assert.equal(paces.of('aps:promqlQuery', 'us-east-1', 'ws-1'), one);
});

void test('each call that tools make has a quota', () => {
  const promql = (action: string) => action.replace(/^aps:(QueryMetrics|Get.*|ListRules)$/, 'aps:promqlQuery');
  const actions = new Set(TOOLS.flatMap((tool) => tool.actions.map(promql)));
  assert.deepEqual(
    [...actions].filter((action) => !(action in QUOTAS)),
    [],
  );
});

void test('a wrong budget is one line that names the key and what is allowed', async (t) => {
  for (const [budgets, message] of [
    [
      { quotas: { 'logs:FilterLogEvent': 9 } },
      /: budgets\.quotas has the key "logs:FilterLogEvent": did you mean logs:FilterLogEvents\?$/,
    ],
    [
      { quotas: { 'sqs:SendMessage': 9 } },
      /: budgets\.quotas has the key "sqs:SendMessage": it must be one of the calls of docs\/limits\.md\.$/,
    ],
    [{ quotaShare: 2 }, /: budgets\.quotaShare is 2: it must be at most 1\.$/],
    [{ concurrency: { perPrincipal: 0 } }, /: budgets\.concurrency\.perPrincipal is 0: it must be .*1/],
    [
      { principalPerHour: { logBytesRead: 1_000 } },
      /: budgets\.principalPerHour\.logBytesRead is 1000: it must be 16777216 bytes \(16 MiB\) or more/,
    ],
    [{ totalPerHour: { dollars: 5 } }, /: unknown key "dollars" in budgets\.totalPerHour/],
    [{ quotas: { DescribeAlarms: 5 } }, /: .*budgets\.quotas.*DescribeAlarms/],
  ] as const) {
    assert.throws(
      () => loadConfig([], { CLOUDWATCH_MCP_CONFIG: budgetsFile(t, budgets) }),
      (error: ConfigError) => message.test(error.message),
    );
  }
});
