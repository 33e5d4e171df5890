import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';

/** What one rule for everybody leaves. */
const POLICY = `policy:
  everyone:
    toolsets: [logs, metrics, alarms, promql, cli]
    regions: { allow: [us-east-1] }
    logGroups: { allow: ['/shop/*'], deny: ['/shop/checkout'] }
    metricNamespaces: { allow: ['AWS/SQS'] }
    promqlSources: { deny: ['*c81d40e2*'] }
`;

const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-cli-limits-'));
let service: TestService;
before(async () => {
  const config = join(folder, 'config.yaml');
  writeFileSync(config, POLICY);
  service = await startTestService({
    regions: ['us-east-1', 'eu-west-1'],
    env: { CLOUDWATCH_MCP_CONFIG: config, CLOUDWATCH_MCP_TOOLSETS: 'logs,metrics,alarms,server,promql,cli' },
  });
});
after(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

const run = (command: string) => service.call('run_aws_cli', { command });
const WINDOW = '--start-time 2026-11-21T08:00Z --end-time 2026-11-21T09:00Z';
const CHECKOUT = 'arn:aws:logs:us-east-1:123456789012:log-group:/shop/checkout';

test('lists show what the caller may see, and nothing else, whatever a query makes of them', async () => {
  const groups = await run('aws logs describe-log-groups');
  assert.match(groups.text, /\/shop\/orders/);
  assert.doesNotMatch(groups.text, /\/aws\/|\/shop\/checkout/);
  const count = await run(
    "aws logs describe-log-groups --query 'length(logGroups[?!starts_with(logGroupName, `/shop/`)])'",
  );
  assert.match(count.text, /^0$/m);
  assert.match(
    (await run('aws logs list-log-groups --query "length(logGroups[?contains(logGroupName, \'aws\')])"')).text,
    /^0$/m,
  );
  const metrics = await run('aws cloudwatch list-metrics --query "Metrics[].Namespace" --output text');
  assert.match(metrics.text, /AWS\/SQS/);
  assert.doesNotMatch(metrics.text, /AWS\/RDS|AWS\/Lambda|Shop/);
  const workspaces = await run('aws amp list-workspaces');
  assert.match(workspaces.text, /3f9c2b7e/);
  assert.doesNotMatch(workspaces.text, /c81d40e2/);
  const alarms = await run('aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm LogAlarm');
  assert.match(alarms.text, /orders-dlq-not-empty/);
  assert.doesNotMatch(alarms.text, /orders-db-connections|checkout-5xx-rate|checkout-db-errors/);
  const history = await run('aws cloudwatch describe-alarm-history --query "AlarmHistoryItems[].AlarmName"');
  assert.doesNotMatch(history.text, /orders-db-connections|checkout-5xx-rate/);
});

test('a direct question is refused with its rule, however it is written', async () => {
  for (const command of [
    'logs filter-log-events --log-group-name /shop/checkout',
    'logs filter-log-events --log-group-name=/shop/checkout',
    `logs filter-log-events --log-group-identifier ${CHECKOUT}`,
    `logs filter-log-events --log-group-identifier ${CHECKOUT}:*`,
    `logs filter-log-events --log-group-name /shop/orders --log-group-identifier ${CHECKOUT}`,
    `logs filter-log-events --cli-input-json '{"logGroupName":"/shop/checkout"}'`,
    'logs filter-log-events --log-stream-name-prefix a',
    'logs get-log-events --log-group-name /aws/cloudtrail/audit --log-stream-name a',
    'logs describe-log-streams --log-group-name /shop/checkout',
    'logs get-transformer --log-group-identifier /shop/checkout',
    'logs get-log-group-fields --log-group-name /shop/checkout',
    'logs describe-field-indexes --log-group-identifiers /shop/orders /shop/checkout',
    'logs describe-queries',
    'logs get-query-results --query-id 0',
    'logs stop-query --query-id 0',
    'logs get-log-record --log-record-pointer a',
    `cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name a --period 60 --statistics Sum ${WINDOW}`,
    `cloudwatch get-metric-data ${WINDOW} --metric-data-queries Id=a,MetricStat={Metric={Namespace=AWS/RDS,MetricName=x},Period=60,Stat=Sum}`,
    `cloudwatch get-metric-data ${WINDOW} --metric-data-queries '[{"Id":"a","Period":60,"Expression":"SELECT MAX(CPUUtilization) FROM \\"AWS/RDS\\""}]'`,
    `cloudwatch get-metric-data ${WINDOW} --cli-input-json '{"MetricDataQueries":[{"Id":"a","Expression":"SEARCH(\\"CPU\\", \\"Sum\\", 60)"}]}'`,
    'cloudwatch describe-alarm-history --alarm-name orders-db-connections',
    'cloudwatch describe-alarm-contributors --alarm-name checkout-db-errors',
    'cloudwatch list-alarm-mute-rules',
    'cloudwatch list-dashboards',
    'cloudwatch get-dashboard --dashboard-name a',
    'amp describe-workspace --workspace-id ws-c81d40e2-7b96-4f35-a0d9-52c6b3e18f74',
    'sts get-caller-identity',
    'logs describe-log-groups --region eu-west-1',
  ]) {
    const { text, isError } = await run(command);
    assert.ok(isError, `${command}: ${text.slice(0, 200)}`);
    assert.match(text, /rule "everyone" of the policy|you may not read all/, command);
  }
});

test('help names no operation of a toolset that the caller may not use', async () => {
  assert.match((await run('help')).text, /aws sts: nothing that is allowed for you/);
});

test('a log group of another account is held to what its account allows', async () => {
  const config = join(folder, 'accounts.yaml');
  writeFileSync(
    config,
    `accounts:
  - { id: '123456789012', alias: central }
  - { id: '210987654321', alias: staging, roleArn: 'arn:aws:iam::210987654321:role/r', logGroups: { allow: ['/shop/*'] } }
`,
  );
  const other = await startTestService({ env: { CLOUDWATCH_MCP_CONFIG: config } });
  try {
    const group = 'arn:aws:logs:us-east-1:210987654321:log-group:/hr/payroll';
    const command = `logs filter-log-events --log-group-identifier ${group}`;
    const { text, isError } = await other.call('run_aws_cli', { command, account: 'central' });
    assert.ok(isError, text);
    assert.match(text, /\/hr\/payroll" is not among those you may read \(logGroups of the account staging\)/);
  } finally {
    await other.close();
  }
});
