import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PolicyDocument } from '../../src/iam/policy-document.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { named, NO_SUCH_PORT, openPractice, type Practice } from '../support/doctor-practice.ts';
import { freePort } from '../support/free-port.ts';

let practice: Practice;
before(async () => (practice = await openPractice()));
after(() => practice.close());

/** The checks of the actions that the tools of some toolsets name, by name. */
function namesOfActions(toolsets: readonly string[]): string[] {
  const actions = TOOLS.filter(({ toolset }) => toolsets.includes(toolset)).flatMap((tool) => tool.actions);
  return [...new Set(actions)]
    .filter((action) => !action.startsWith('sts:'))
    .toSorted()
    .map((action) => `IAM ${action}`);
}

test('where all is well each check passes, in one line each, and the exit code is 0', async () => {
  const { code, stdout, stderr } = await practice.doctor();
  assert.equal(stderr, '');
  assert.equal(code, 0, stdout);
  const lines = stdout.split('\n').filter((line) => /^(pass|warning|fail)/.test(line));
  assert.ok(lines.every((line) => line.startsWith('pass ')));
  assert.match(stdout, /^cloudwatch-mcp \d\S+ doctor at 20\S+Z\n/);
  assert.match(stdout, /credentials +from the environment \(AWS_ACCESS_KEY_ID and its kin\), which do not expire/);
  assert.match(
    stdout,
    /identity +account 123456789012, role arn:aws:iam::123456789012:role\/sandbox, as arn:aws:sts::/,
  );
  assert.match(stdout, /clock +agrees with AWS/);
  assert.match(stdout, /region us-east-1 +answers/);
  assert.match(stdout, /PromQL prometheus:main +evaluates a query/);
  const tried = lines.flatMap((line) => /(IAM \S+) +allowed: /.exec(line)?.[1] ?? []);
  assert.deepEqual(tried, namesOfActions(['logs', 'metrics', 'alarms', 'promql', 'bedrock', 'server']));
  assert.match(
    stdout,
    new RegExp(
      `service on port \\d+ +answers at /mcp with ${TOOLS.filter(({ toolset }) => toolset !== 'cli').length} tools`,
    ),
  );
  assert.match(stdout, /readiness on port \d+ +ready/);
  assert.match(stdout, new RegExp(`\\n${lines.length} checks: ${lines.length} pass, 0 warnings, 0 fail\\.\\n$`));
});

test('the actions of tools that are off are not tried, nor are PromQL sources asked without its toolset', async () => {
  const logs = await practice.examined({ CLOUDWATCH_MCP_TOOLSETS: 'logs' });
  assert.deepEqual(
    named(logs, /^IAM /).map(({ name }) => name),
    namesOfActions(['logs']),
  );
  assert.deepEqual(named(logs, /^PromQL/), []);
});

test('a refused action fails with what AWS said, and the report ends with the statement to paste', async (t) => {
  for (const operation of ['FilterLogEvents', 'QueryMetrics'])
    practice.service.sandbox.setFault(operation, { kind: 'accessDenied' });
  t.after(() => {
    for (const operation of ['FilterLogEvents', 'QueryMetrics'])
      practice.service.sandbox.setFault(operation, undefined);
  });
  const { code, stdout } = await practice.doctor();
  assert.equal(code, 2);
  assert.match(
    stdout,
    /fail +IAM logs:FilterLogEvents +refused: us-east-1 \(AWS refuses logs:FilterLogEvents in us-east-1/,
  );
  assert.match(stdout, /fail +IAM aps:QueryMetrics +refused: amp:us-east-1\//);
  assert.match(stdout, /fail +PromQL amp:us-east-1\//);
  assert.match(stdout, /→ Add it to the policy of the role: the statement is below\./);
  const policy = JSON.parse(stdout.slice(stdout.indexOf('\n{'))) as PolicyDocument;
  assert.deepEqual(
    policy.Statement.flatMap(({ Action }) => Action),
    ['aps:QueryMetrics', 'logs:FilterLogEvents'],
  );
  assert.deepEqual((await practice.examined()).lackingPolicy, policy);
});

test('a Prometheus server that does not answer fails under its name', async () => {
  const report = await practice.examined({ CLOUDWATCH_MCP_PROMETHEUS_URLS: `gone=${NO_SUCH_PORT}` });
  assert.equal(report.code, 2);
  const [source] = named(report, /^PromQL prometheus:gone$/);
  assert.equal(source?.status, 'fail');
  assert.match(source.remedy ?? '', /CLOUDWATCH_MCP_PROMETHEUS_URLS/);
});

test('a misspelled variable and a service that is not running are warnings, with exit code 1; another program on its port is a failure', async () => {
  const idle = await practice.examined({
    CLOUDWATCH_MCP_PORT: String(await freePort()),
    CLOUDWATCH_MCP_ADMIN_PORT: '0',
    CLOUDWATCH_MCP_TOOLSET: 'logs',
  });
  assert.equal(idle.code, 1);
  const warnings = idle.checks.filter(({ status }) => status !== 'pass');
  assert.deepEqual(
    warnings.map(({ name, found, remedy = '' }) => (name === 'settings' ? remedy : found)),
    [
      'CLOUDWATCH_MCP_TOOLSET: no setting has that name, so it is ignored. README.md lists the settings.',
      'nothing listens there',
    ],
  );
  const otherTools = await practice.examined({ CLOUDWATCH_MCP_DISABLED_TOOLS: 'get_log_events' });
  assert.equal(otherTools.code, 1);
  assert.match(named(otherTools, /^service/)[0]?.remedy ?? '', /it runs with others/);
  const other = await practice.examined({ CLOUDWATCH_MCP_PORT: practice.promql.url.port });
  assert.equal(other.code, 2);
  assert.match(named(other, /^service/)[0]?.remedy ?? '', /Another program may have the port/);
});

test('a wrong flag is one line and exit code 2', async () => {
  const { code, stdout, stderr } = await practice.doctor(['--jsno']);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^cloudwatch-mcp: Unknown option '--jsno'.*\n$/);
});
