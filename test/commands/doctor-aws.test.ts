import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { policyText } from '../../src/commands/iam-policy.ts';
import type { PolicyDocument } from '../../src/iam/policy-document.ts';
import { startCanned } from '../support/canned-prometheus.ts';
import { named, NO_SUCH_PORT, openPractice, type Practice } from '../support/doctor-practice.ts';
import { serviceAccountToken } from '../support/service-account-token.ts';

let practice: Practice;
before(async () => (practice = await openPractice()));
after(() => practice.close());

test('without credentials it says how to give some, asks nothing else of AWS, and still looks at the service', async () => {
  const report = await practice.examined({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
  assert.equal(report.code, 2);
  const [credentials] = named(report, /^credentials$/);
  assert.equal(credentials?.status, 'fail');
  assert.match(credentials.found, /No AWS credentials were found .*IRSA/);
  assert.deepEqual(named(report, /^(identity|IAM|PromQL)/), []);
  assert.equal(named(report, /^service/)[0]?.status, 'pass');
});

test('where AWS and a Prometheus take connections and never answer, it says so in time, and tells the rest', async (t) => {
  const silent = await startCanned(() => undefined);
  t.after(() => silent.close());
  const [aws, prometheus] = await Promise.all([
    practice.examined({ AWS_ENDPOINT_URL: silent.url.href }),
    practice.examined({ CLOUDWATCH_MCP_PROMETHEUS_URLS: `quiet=${silent.url.href}` }),
  ]);
  assert.equal(aws.code, 2);
  const [identity] = named(aws, /^identity$/);
  assert.equal(identity?.found, 'no answer within 10 s');
  assert.match(identity.remedy ?? '', /VPC endpoints/);
  assert.equal(named(aws, /^service/)[0]?.status, 'pass');
  assert.equal(prometheus.code, 2);
  const failed = prometheus.checks.filter(({ status }) => status !== 'pass');
  assert.deepEqual(
    failed.map(({ name, found }) => [name, found]),
    [['PromQL prometheus:quiet', `${silent.url.origin}: no answer within 10 s`]],
  );
});

test('a role that the service account may not assume: it prints the command for the trust policy that would let it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const token = join(folder, 'token');
  await writeFile(token, serviceAccountToken());
  practice.service.sandbox.setFault('AssumeRoleWithWebIdentity', { kind: 'accessDenied' });
  t.after(() => practice.service.sandbox.setFault('AssumeRoleWithWebIdentity', undefined));
  const irsa = await practice.examined({
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/CloudWatchMCPServerRole',
    AWS_WEB_IDENTITY_TOKEN_FILE: token,
  });
  assert.equal(irsa.code, 2);
  const remedy = named(irsa, /^credentials$/)[0]?.remedy ?? '';
  assert.match(
    remedy,
    /role\/CloudWatchMCPServerRole must trust system:serviceaccount:jarvis:cloudwatch-mcp-service-account of/,
  );
  const flags = /cloudwatch-mcp iam-policy (.*)$/.exec(remedy)?.[1]?.split(' ') ?? [];
  const { Statement } = JSON.parse(policyText(flags)) as PolicyDocument;
  assert.match(JSON.stringify(Statement), /oidc-provider\/oidc\.eks\.us-east-1\.amazonaws\.com\/id\/EXAMPLE/);
  assert.match(JSON.stringify(Statement), /system:serviceaccount:jarvis:cloudwatch-mcp-service-account/);
});

test('workspaces that may not be listed leave their actions untried, and that is no pass', async (t) => {
  practice.service.sandbox.setFault('ListWorkspaces', { kind: 'accessDenied' });
  t.after(() => practice.service.sandbox.setFault('ListWorkspaces', undefined));
  const report = await practice.examined();
  assert.equal(named(report, /^IAM aps:ListWorkspaces$/)[0]?.status, 'fail');
  const [query] = named(report, /^IAM aps:QueryMetrics$/);
  assert.equal(query?.status, 'warning');
  assert.match(query.found, /workspaces could not be listed/);
});

test('credentials that AWS does not know fail at the identity', async () => {
  const report = await practice.examined({ AWS_SECRET_ACCESS_KEY: 'wrong' });
  assert.equal(report.code, 2);
  assert.match(named(report, /^identity$/)[0]?.found ?? '', /SignatureDoesNotMatch/);
});

test('a clock that is minutes off is a warning', async (t) => {
  practice.service.sandbox.setFault('*', { kind: 'clockSkew' });
  t.after(() => practice.service.sandbox.setFault('*', undefined));
  const report = await practice.examined();
  const [clock] = named(report, /^clock$/);
  assert.equal(clock?.status, 'warning', JSON.stringify(clock));
  assert.match(clock.found, /^\d+ min \S*.*(behind|ahead of) AWS$/);
  assert.match(clock.remedy ?? '', /set the clock/);
});

test('a region that nothing answers in fails, and its actions could not be tried', async () => {
  const report = await practice.examined({
    AWS_ENDPOINT_URL: '',
    AWS_ENDPOINT_URL_STS: practice.service.sandbox.url,
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
