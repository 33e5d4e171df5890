import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareCredentials } from '../../src/aws/credentials.ts';
import { signerOf } from '../../src/aws/sign.ts';
import { verifyWithAws4 } from '../support/verify-with-aws4.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const HOST = 'https://example.amazonaws.com';

const FORM = {
  method: 'POST',
  path: '/workspaces/ws-1/api/v1/query',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'query=sum%28up%29&time=1',
} as const;
const TWICE = {
  method: 'GET',
  path: '/api/v1/series?match%5B%5D=up%20b&match%5B%5D=down&limit=5',
  headers: { accept: 'application/json' },
  body: undefined,
} as const;

for (const service of ['aps', 'monitoring'] as const) {
  for (const request of [FORM, TWICE]) {
    void test(`a ${request.method} is signed for ${service} in a region as aws4 signs it, with all that is sent`, async () => {
      const sign = signerOf(
        service,
        'eu-west-1',
        shareCredentials(() => () => Promise.resolve(CREDENTIALS)),
      );
      const headers = await sign({ ...request, url: new URL(HOST + request.path) });
      const sent = { ...request, headers, body: Buffer.from(request.body ?? '') };
      assert.deepEqual(verifyWithAws4(sent, CREDENTIALS), { service, region: 'eu-west-1' });
    });
  }
}

void test('credentials that cannot be had are an error that names the action they were for', async () => {
  const none = () => Promise.reject(Object.assign(new Error('no provider'), { name: 'CredentialsProviderError' }));
  const actions = { aps: 'aps:QueryMetrics', monitoring: 'cloudwatch:GetMetricData' } as const;
  for (const service of ['aps', 'monitoring'] as const) {
    await assert.rejects(
      signerOf(
        service,
        'eu-west-1',
        shareCredentials(() => none),
      )({ ...FORM, url: new URL(HOST + FORM.path) }),
      {
        code: 'expired',
        message: new RegExp(`^No AWS credentials were found for ${actions[service]} .*no provider`),
      },
    );
  }
});
