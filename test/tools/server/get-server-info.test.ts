import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestService } from '../../support/harness.ts';

test('tells who we are to AWS, where we look, and the limits in force', async () => {
  const service = await startTestService({
    regions: ['us-east-1', 'eu-west-1'],
    env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: 'main=http://127.0.0.1:9/', CLOUDWATCH_MCP_TOOL_TIMEOUT: '30' },
  });
  try {
    const { text, structured, isError } = await service.call('get_server_info');
    assert.equal(isError, false);
    assert.doesNotMatch(text, /asked by/);
    assert.match(
      text,
      /^cloudwatch-mcp \d+\.\d+\.\d+ at 2026-11-21T09:40Z, account 123456789012 as arn:aws:sts::123456789012:/,
    );
    assert.match(text, /\| regions \(first is the default\) \| us-east-1, eu-west-1 \|/);
    assert.match(
      text,
      /\| PromQL sources \| amp:us-east-1\/ws-[\w-]+, amp:eu-west-1\/ws-[\w-]+, cloudwatch:us-east-1, cloudwatch:eu-west-1, prometheus:main \|/,
    );
    assert.match(text, /\| deadline of a call \| 30 s \(CLOUDWATCH_MCP_TOOL_TIMEOUT\) \|/);
    assert.match(text, /AWS refused none of the IAM actions that were tried in us-east-1\./);
    const rows = structured['items'] as { action: string; status: string; tools: string[] }[];
    assert.deepEqual(
      rows.find((row) => row.action === 'logs:FilterLogEvents'),
      {
        action: 'logs:FilterLogEvents',
        status: 'allowed',
        tools: ['search_log_events', 'run_aws_cli'],
      },
    );
    assert.ok(
      rows.every((row) => row.status === 'allowed' || row.status === 'not tried'),
      JSON.stringify(rows),
    );
  } finally {
    await service.close();
  }
});

test('names the IAM actions that are missing, and those that could not be tried', async () => {
  const service = await startTestService();
  try {
    service.sandbox.setFault('FilterLogEvents', {
      error: { code: 'AccessDeniedException', message: 'no', status: 400 },
    });
    service.sandbox.setFault('ListMetrics', { error: { code: 'InternalFailure', message: 'down', status: 500 } });
    const { text } = await service.call('get_server_info');
    assert.match(text, /Missing in IAM \(tried in us-east-1\): logs:FilterLogEvents\. The operator must add them/);
    assert.match(text, /Could not be tried: cloudwatch:ListMetrics\./);
  } finally {
    await service.close();
  }
});

test('without an identity it still tells the rest', async () => {
  const service = await startTestService();
  try {
    service.sandbox.setFault('*', {
      error: { code: 'ExpiredTokenException', message: 'The token is expired', status: 403 },
    });
    const { text, isError } = await service.call('get_server_info');
    assert.equal(isError, false);
    assert.match(text, /AWS identity unknown: The server's AWS credentials do not work for sts:GetCallerIdentity/);
    assert.doesNotMatch(text, /AWS refused none/);
  } finally {
    await service.close();
  }
});

test('where no tool asks PromQL, workspaces are not listed: no policy may allow it', async () => {
  const service = await startTestService({ env: { CLOUDWATCH_MCP_TOOLSETS: 'logs,server' } });
  try {
    const { text, isError } = await service.call('get_server_info');
    assert.equal(isError, false);
    assert.doesNotMatch(text, /PromQL sources/);
    assert.equal(service.sandbox.calls()['ListWorkspaces'], undefined);
  } finally {
    await service.close();
  }
});
