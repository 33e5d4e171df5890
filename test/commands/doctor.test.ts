import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { Check } from '../../src/doctor/check.ts';
import type { PolicyDocument } from '../../src/iam/policy-document.ts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { startCanned, type CannedPrometheus } from '../support/canned-prometheus.ts';
import { freePort } from '../support/free-port.ts';
import { startTestService, type TestService } from '../support/harness.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const NO_SUCH_PORT = 'http://127.0.0.1:1';

let promql: CannedPrometheus;
let service: TestService;
let env: Record<string, string>;

before(async () => {
  promql = await startCanned(({ url }) => {
    if (url.includes('/query')) return { resultType: 'vector', result: [] };
    if (url.includes('/metadata')) return {};
    return url.includes('/rules') ? { groups: [] } : [];
  });
  const ports = {
    CLOUDWATCH_MCP_PORT: String(await freePort()),
    CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()),
  };
  service = await startTestService({ env: ports, clock: Date.now, sandbox: { prometheusUrl: promql.url.href } });
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: service.sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
    CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${promql.url.href}`,
    ...ports,
  };
});
after(async () => {
  await service.close();
  await promql.close();
});

interface Visit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function doctor(args: readonly string[] = [], more: Record<string, string> = {}): Promise<Visit> {
  const child = spawn(process.execPath, [MAIN, 'doctor', ...args], { env: { ...env, ...more } });
  const [stdout, stderr, code] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    new Promise<number | null>((ended) => child.once('exit', ended)),
  ]);
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

interface Report {
  readonly checks: readonly Check[];
  readonly lackingPolicy?: PolicyDocument;
}

async function examined(more: Record<string, string> = {}, args: readonly string[] = []): Promise<Report & Visit> {
  const visit = await doctor(['--json', ...args], more);
  assert.equal(visit.stderr, '');
  return { ...visit, ...(JSON.parse(visit.stdout) as Report) };
}

/** The checks of the actions that the tools of some toolsets name, by name. */
function namesOfActions(toolsets: readonly string[]): string[] {
  const actions = TOOLS.filter(({ toolset }) => toolsets.includes(toolset)).flatMap((tool) => tool.actions);
  return [...new Set(actions)]
    .filter((action) => !action.startsWith('sts:'))
    .toSorted()
    .map((action) => `IAM ${action}`);
}

const named = (report: Report, name: RegExp) => report.checks.filter((check) => name.test(check.name));

test('where all is well each check passes, in one line each, and the exit code is 0', async () => {
  const { code, stdout, stderr } = await doctor();
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
  assert.deepEqual(tried, namesOfActions(['logs', 'metrics', 'alarms', 'promql']));
  assert.match(stdout, new RegExp(`service on port \\d+ +answers at /mcp with ${TOOLS.length} tools`));
  assert.match(stdout, /readiness on port \d+ +ready/);
  assert.match(stdout, new RegExp(`\\n${lines.length} checks: ${lines.length} pass, 0 warnings, 0 fail\\.\\n$`));
});

test('the actions of tools that are off are not tried, nor are PromQL sources asked without its toolset', async () => {
  const logs = await examined({ CLOUDWATCH_MCP_TOOLSETS: 'logs' });
  assert.deepEqual(
    named(logs, /^IAM /).map(({ name }) => name),
    namesOfActions(['logs']),
  );
  assert.deepEqual(named(logs, /^PromQL/), []);
});

test('a refused action fails with what AWS said, and the report ends with the statement to paste', async (t) => {
  for (const operation of ['FilterLogEvents', 'QueryMetrics'])
    service.sandbox.setFault(operation, { kind: 'accessDenied' });
  t.after(() => {
    for (const operation of ['FilterLogEvents', 'QueryMetrics']) service.sandbox.setFault(operation, undefined);
  });
  const { code, stdout } = await doctor();
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
  assert.deepEqual((await examined()).lackingPolicy, policy);
});

test('without credentials it says how to give some, asks nothing else of AWS, and still looks at the service', async () => {
  const report = await examined({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
  assert.equal(report.code, 2);
  const [credentials] = named(report, /^credentials$/);
  assert.equal(credentials?.status, 'fail');
  assert.match(credentials.found, /No AWS credentials were found .*IRSA/);
  assert.deepEqual(named(report, /^(identity|IAM|PromQL)/), []);
  assert.equal(named(report, /^service/)[0]?.status, 'pass');
});

test('credentials that AWS does not know fail at the identity', async () => {
  const report = await examined({ AWS_SECRET_ACCESS_KEY: 'wrong' });
  assert.equal(report.code, 2);
  assert.match(named(report, /^identity$/)[0]?.found ?? '', /SignatureDoesNotMatch/);
});

test('a clock that is minutes off is a warning', async (t) => {
  service.sandbox.setFault('*', { kind: 'clockSkew' });
  t.after(() => service.sandbox.setFault('*', undefined));
  const report = await examined();
  const [clock] = named(report, /^clock$/);
  assert.equal(clock?.status, 'warning', JSON.stringify(clock));
  assert.match(clock.found, /^\d+ min \S*.*(behind|ahead of) AWS$/);
  assert.match(clock.remedy ?? '', /set the clock/);
});

test('a Prometheus server that does not answer fails under its name', async () => {
  const report = await examined({ CLOUDWATCH_MCP_PROMETHEUS_URLS: `gone=${NO_SUCH_PORT}` });
  assert.equal(report.code, 2);
  const [source] = named(report, /^PromQL prometheus:gone$/);
  assert.equal(source?.status, 'fail');
  assert.match(source.remedy ?? '', /CLOUDWATCH_MCP_PROMETHEUS_URLS/);
});

test('a region that nothing answers in fails, and its actions could not be tried', async () => {
  const report = await examined({
    AWS_ENDPOINT_URL: '',
    AWS_ENDPOINT_URL_STS: service.sandbox.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: NO_SUCH_PORT,
    CLOUDWATCH_MCP_TOOLSETS: 'alarms',
    CLOUDWATCH_MCP_REGIONS: 'us-east-9',
  });
  assert.equal(report.code, 2);
  const [region] = named(report, /^region us-east-9$/);
  assert.equal(region?.status, 'fail');
  assert.match(region.remedy ?? '', /Check the name of the region/);
  assert.ok(named(report, /^IAM/).every(({ status }) => status === 'warning'));
});

test('a misspelled variable and a service that is not running are warnings, with exit code 1; another program on its port is a failure', async () => {
  const idle = await examined({
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
  const other = await examined({ CLOUDWATCH_MCP_PORT: promql.url.port });
  assert.equal(other.code, 2);
  assert.match(named(other, /^service/)[0]?.remedy ?? '', /Another program may have the port/);
});

test('a wrong flag is one line and exit code 2', async () => {
  const { code, stdout, stderr } = await doctor(['--jsno']);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^cloudwatch-mcp: Unknown option '--jsno'.*\n$/);
});
