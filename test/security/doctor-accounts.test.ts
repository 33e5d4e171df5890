import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, configFile } from '../support/accounts.ts';
import { named, NO_SUCH_PORT, openPractice, type Practice } from '../support/doctor-practice.ts';

let practice: Practice;
before(async () => {
  practice = await openPractice();
});
after(() => practice.close());

void test('the doctor looks at each account: whether its role can be assumed, and what it may do there', async () => {
  const [central, staging, prod] = ACCOUNTS;
  const wrong = { id: '555555555555', alias: 'central', regions: ['us-east-1'] };
  practice.service.sandbox.setFault(`${prod.id}:AssumeRole`, { kind: 'accessDenied' });
  const report = await practice.examined(configFile({ accounts: [central, staging, prod] }));
  const checks = named(report, /^account /).map(({ name, status }) => `${name} ${status}`);
  assert.deepEqual(checks, ['account central pass', 'account staging pass', 'account prod fail']);
  const [failed] = named(report, /^account prod/);
  assert.match(
    failed?.found ?? '',
    /^Account prod \(333333333333\) cannot be read: AWS refuses to let the server assume/,
  );
  assert.match(failed?.remedy ?? '', /--cross-account trust/);
  assert.match(named(report, /^IAM logs:FilterLogEvents/)[0]?.found ?? '', /staging us-east-1|prod/);
  assert.equal(report.code, 2);
  const other = await practice.examined(configFile({ accounts: [wrong] }));
  const [check] = named(other, /^account central/);
  assert.equal(check?.found, 'it is configured as 555555555555, and the credentials are of 123456789012');
});

void test('the doctor looks at the file of tokens and at issuers that the service would use', async () => {
  const bearer = await practice.examined({
    CLOUDWATCH_MCP_AUTH: 'bearer',
    CLOUDWATCH_MCP_BEARER_TOKENS_FILE: '/nonexistent/tokens',
  });
  assert.deepEqual(
    named(bearer, /tokens/).map(({ status, found }) => [status, found]),
    [['fail', '/nonexistent/tokens: there is no such file']],
  );
  const oidc = await practice.examined({
    CLOUDWATCH_MCP_AUTH: 'oidc',
    CLOUDWATCH_MCP_RESOURCE_URL: 'https://cloudwatch.example.com/mcp',
    CLOUDWATCH_MCP_OIDC_ISSUER: NO_SUCH_PORT,
  });
  assert.equal(named(oidc, /^issuer http/)[0]?.status, 'fail');
});
