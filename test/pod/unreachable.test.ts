import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDroppingPort } from '../support/dropping-port.ts';
import { startTestService } from '../support/harness.ts';

test('AWS behind a firewall that drops what is sent: the answer says that it cannot be reached', async (t) => {
  const port = await openDroppingPort(t);
  const service = await startTestService({
    endpoint: `http://127.0.0.1:${port}`,
    env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '60' },
  });
  t.after(() => service.close());
  const { text, isError } = await service.call('describe_log_groups');
  assert.ok(isError);
  assert.match(
    text,
    /^Error: AWS cannot be reached for logs:DescribeLogGroups in us-east-1 \(ETIMEDOUT\)\. The operator must check .*VPC endpoints/,
  );
});
