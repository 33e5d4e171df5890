import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { accessOf } from '../../src/policy/access-of.ts';

const DOCS = readFileSync(resolve(import.meta.dirname, '../../docs/policy.md'), 'utf8');

void test('the documented policy is taken, and means what is written beside it', () => {
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(DOCS) ?? [];
  const path = join(mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-docs-')), 'config.yaml');
  writeFileSync(path, yaml);
  const { policy } = loadConfig([], {
    CLOUDWATCH_MCP_CONFIG: path,
    CLOUDWATCH_MCP_AUTH: 'bearer',
    CLOUDWATCH_MCP_BEARER_TOKENS_FILE: '/etc/tokens',
    CLOUDWATCH_MCP_PROMETHEUS_URLS: 'main=http://prometheus:9090',
  });
  assert.ok(policy);
  const access = (name: string, ...groups: string[]) =>
    accessOf(policy)({ name, groups, scopes: undefined }, undefined);
  const bot = access('payments-bot');
  assert.deepEqual(
    ['/shop/orders', '/shop/keys', '/hr/payroll'].map((group) => bot.refusedBy('logGroup', group)),
    [undefined, 'rule "payments" of the policy', 'rule "everyone" of the policy'],
  );
  assert.equal(bot.promqlSource('prometheus:main') && bot.promqlSource('amp:us-east-1/ws-1'), true);
  assert.equal(bot.promqlSource('cloudwatch:us-east-1') || bot.promqlSource('amp:eu-west-1/ws-1'), false);
  assert.equal(access('ana', 'sre').logGroup('/hr/payroll'), false, 'everyone holds for operators');
  assert.equal(access('ana', 'sre').metricNamespace(''), true);
  assert.deepEqual(
    (['alarms', 'logs'] as const).map((toolset) => access('somebody').toolset(toolset)),
    [true, false],
  );
});
