import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService({
    regions: ['us-east-1', 'eu-west-1'],
    env: { CLOUDWATCH_MCP_TOOLSETS: 'all' },
  });
});
after(() => service.close());

const run = (command: string) => service.call('run_aws_cli', { command });

/** The answer between its fences, read as JSON. */
async function json(command: string): Promise<unknown> {
  const { text, isError } = await run(command);
  assert.equal(isError, false, text);
  return JSON.parse(/^```\n([\s\S]*)\n```$/m.exec(text)?.[1] ?? '');
}

async function refusal(command: string): Promise<string> {
  const { text, isError } = await run(command);
  assert.equal(isError, true, text);
  return text;
}

test('a command of each service is run, with and without the leading aws', async () => {
  const groups = (await json('aws logs describe-log-groups')) as { logGroups: { logGroupName: string }[] };
  assert.ok(groups.logGroups.some(({ logGroupName }) => logGroupName === '/shop/checkout'));
  const metrics = (await json('cloudwatch list-metrics --namespace AWS/SQS')) as { Metrics: object[] };
  assert.equal(metrics.Metrics.length, 9);
  const workspaces = (await json('aws amp list-workspaces')) as { workspaces: { alias?: string }[] };
  assert.equal(workspaces.workspaces[0]?.alias, 'shop');
  assert.deepEqual(await json('aws sts get-caller-identity'), {
    UserId: 'AROASANDBOXSANDBOX12:cloudwatch-mcp',
    Account: '123456789012',
    Arn: 'arn:aws:sts::123456789012:assumed-role/sandbox/cloudwatch-mcp',
  });
});

test('a query chooses and reshapes, text is as the AWS CLI prints it', async () => {
  assert.deepEqual(
    await json(
      "aws logs describe-log-groups --query 'logGroups[?starts_with(logGroupName, `/shop/`)].logGroupName | [0:2]'",
    ),
    ['/shop/cart', '/shop/catalog'],
  );
  const { text } = await run('aws sts get-caller-identity --output text');
  assert.match(text, /\n123456789012\tarn:aws:sts::123456789012:assumed-role\/sandbox\/cloudwatch-mcp\tAROA/);
});

test('the first line says what was run, where, how much of it, and whether it is whole', async () => {
  const { text, structured } = await run(
    'aws logs describe-log-groups --region eu-west-1 --log-group-name-prefix /edge/',
  );
  assert.match(text, /^aws logs describe-log-groups in eu-west-1, account 123456789012: 2 logGroups, complete\.\n/);
  assert.equal((structured['items'] as unknown[]).length, 2);
});

test('quotes keep a pattern together, and a query in single quotes may hold what a shell would run', async () => {
  const answer = (await json(
    `aws logs filter-log-events --log-group-name /shop/checkout --start-time 1795248000000 --filter-pattern '"timeout"' --query 'events[?contains(message, \`timeout\`)] | length(@)'`,
  )) as number;
  assert.ok(answer > 100);
});

test('max-items stops with a NextToken, and starting-token goes on where it stopped', async () => {
  const names = "--query 'logGroups[].logGroupName'";
  const all = (await json(`aws logs describe-log-groups ${names}`)) as string[];
  const first = (await json('aws logs describe-log-groups --max-items 20')) as {
    logGroups: { logGroupName: string }[];
    NextToken: string;
  };
  assert.deepEqual(JSON.parse(Buffer.from(first.NextToken, 'base64').toString()), {
    nextToken: null,
    boto_truncate_amount: 20,
  });
  const rest = await json(`aws logs describe-log-groups --starting-token ${first.NextToken} ${names}`);
  assert.deepEqual([...first.logGroups.map(({ logGroupName }) => logGroupName), ...(rest as string[])], all);
});

test('what is not taken is refused with what to do instead', async () => {
  for (const [command, says] of [
    ['aws logs describe-log-groups | head', /Pipes are not run: .*--query/],
    ['aws logs describe-log-groups > out', /Redirections are not run/],
    ['aws logs describe-log-groups; id', /One command at a time/],
    ['aws logs describe-log-groups && id', /One command at a time/],
    ['aws logs describe-log-groups --log-group-name-prefix `id`', /No command is run inside another/],
    ['aws logs describe-log-groups --log-group-name-prefix $(id)', /No command is run inside another/],
    ['aws logs describe-log-groups --log-group-name-prefix $HOME', /no variables here/],
    ['aws cloudwatch get-metric-data --cli-input-json file://in.json', /nothing is read here/],
    ['aws logs describe-log-groups --log-group-name-prefix file:///etc/passwd', /nothing is read here/],
    ['aws logs describe-log-groups --endpoint-url http://169.254.169.254', /--endpoint-url is not taken/],
    ['aws logs describe-log-groups --profile admin', /--profile is not taken/],
    ['aws logs describe-log-groups --no-sign-request', /--no-sign-request is not taken/],
    ['aws logs describe-log-groups --debug', /--debug is not taken/],
    ['aws logs describe-log-groups --ca-bundle x', /--ca-bundle is not taken/],
    ['aws logs describe-log-groups --cli-read-timeout 0', /--cli-read-timeout is not taken/],
    ['aws logs describe-log-groups --output table', /use json or text/],
    ['aws logs describe-log-groups --region ap-south-1', /not configured here\. Configured: us-east-1, eu-west-1/],
    ['AWS_PROFILE=x aws logs describe-log-groups', /no variables are set here/],
    ['aws s3 ls', /only logs, cloudwatch, amp, sts are/],
    ['aws logs delete-log-group --log-group-name /shop/checkout', /is not run here: aws logs help lists the reads/],
    ['aws logs describe-index-policies', /is not run here: aws logs help lists the reads/],
    ['aws logs filter-log-events --start-time -1h', /epoch milliseconds: 1795250400000 is 2026-11-21T08:40Z/],
    ['aws logs get-log-events --end-time=2026-11-21T09:00Z', /epoch milliseconds: 1795251600000 is/],
    [`aws logs filter-log-events --cli-input-json '{"startTime":"-1h"}'`, /--start-time is .*1795250400000 is/],
    ['aws logs get-log-group-fields --time yesterday', /epoch seconds: now is 1795254000\./],
    ['aws logs tail /shop/checkout', /Instead: search_log_events/],
    ['aws logs describe-log-grops', /Did you mean describe-log-groups/],
    ['aws logs filter-log-events --log-group /a', /Did you mean --log-group-name/],
    ['aws logs filter-log-events --limit x', /--limit: "x": it must be a number/],
    ['aws logs describe-log-streams --max-items 0', /must be a whole number above 0/],
    ['aws logs get-log-events --log-stream-name a --max-items 3', /has no pages/],
    ['aws cloudwatch get-metric-statistics --namespace a', /needs --metric-name, --start-time, --end-time, --period/],
  ] as const) {
    assert.match(await refusal(command), says, command);
  }
});

test('help says what there is, and what an operation takes', async () => {
  const { text } = await run('aws help');
  assert.match(text, /aws logs: describe-log-groups, .*\naws cloudwatch: list-metrics/);
  assert.match((await run('aws logs filter-log-events help')).text, /--log-group-name TEXT\n/);
  assert.match((await run('aws logs filter-log-events help')).text, /--start-time EPOCH_MILLISECONDS\n/);
  assert.match((await run('aws logs get-log-group-fields help')).text, /--time EPOCH_SECONDS\n/);
});

test('a long answer is cut by whole elements, stays JSON, and says exactly how to go on', async () => {
  const command = 'aws logs filter-log-events --log-group-name /shop/checkout --start-time 1795248000000';
  const first = await run(command);
  assert.match(first.text, /^aws logs filter-log-events in us-east-1, [^\n]*INCOMPLETE, see below\.\n/);
  const [, token = ''] = /with --starting-token (\S+)\.$/m.exec(first.text) ?? [];
  const shown = (await json(command)) as { events: { eventId: string }[] };
  const next = (await json(`${command} --starting-token ${token}`)) as { events: { eventId: string }[] };
  const whole = (await json(
    `${command} --query 'events[${shown.events.length - 1}:${shown.events.length + 1}].eventId'`,
  )) as string[];
  assert.deepEqual([shown.events.at(-1)?.eventId, next.events[0]?.eventId], whole);
  const queried = await run(`${command} --query 'events[].message'`);
  const [, rest = ''] = /with --query '(.*)'\.$/m.exec(queried.text) ?? [];
  assert.match(rest, /^events\[\]\.message \| \[\d+:\]$/);
});

test('a query that takes too much is ended, and the next is answered', async () => {
  const doubled = Array.from({ length: 40 }, () => '[@,@]').join('|');
  assert.match(await refusal(`aws logs describe-log-groups --max-items 1 --query '${doubled}'`), /takes|memory|makes/);
  assert.match(
    await refusal(`aws logs describe-log-groups --max-items 1 --query '${'['.repeat(9_000)}'`),
    /nested too deeply/,
  );
  assert.equal(await json("aws logs describe-log-groups --max-items 1 --query 'length(logGroups)'"), 1);
});
