import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { openAws } from '../../src/aws/gateway.ts';
import { startCanned } from '../support/canned-prometheus.ts';

const ASSUMED = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

void test('a caller that leaves while the role is assumed (IRSA) takes nobody else with it', async (t) => {
  const asked = Promise.withResolvers<void>();
  const assume = Promise.withResolvers<void>();
  const aws = await startCanned(({ body }, response) => {
    if (!body.includes('AssumeRoleWithWebIdentity')) {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"Metrics":[]}');
      return;
    }
    asked.resolve();
    void assume.promise.then(() => response.writeHead(200, { 'content-type': 'text/xml' }).end(ASSUMED));
  });
  const token = join(await mkdtemp(join(tmpdir(), 'credentials-test-')), 'token');
  await writeFile(token, 'token');
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/test',
    AWS_WEB_IDENTITY_TOKEN_FILE: token,
    AWS_ENDPOINT_URL: aws.url.href,
  });
  const gateway = openAws({ region: 'us-east-1', userAgent: 'test' }).own;
  t.after(() => {
    gateway.close();
    return aws.close();
  });
  const first = new AbortController();
  const list = (Namespace: string, signal: AbortSignal) =>
    gateway.cloudwatch('us-east-1', new ListMetricsCommand({ Namespace }), { signal });
  const leaves = list('first', first.signal);
  await asked.promise;
  const stays = list('second', t.signal);
  first.abort();
  await assert.rejects(leaves, { name: 'AbortError' });
  assume.resolve();
  assert.deepEqual((await stays).Metrics, []);
  assert.match(String(aws.requests.at(-1)?.headers.authorization), /Credential=ASIATEST\//);
});
