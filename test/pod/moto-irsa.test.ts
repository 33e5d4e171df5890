import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROLE_ARN, serveWith, tokenFile } from '../support/assumed-role.ts';
import { MOTO_MISSING, startMoto } from '../support/moto.ts';
import { serviceAccountToken } from '../support/service-account-token.ts';
import { fillAws, MINUTE } from '../integration/moto-fixture.ts';

const moto = await startMoto();

void test(
  'a service process with a role and a token alone is that role to moto',
  { skip: !moto && MOTO_MISSING },
  async (t) => {
    assert.ok(moto);
    t.after(() => moto.close());
    await fillAws(moto.url, Date.now() - 30 * MINUTE);
    const token = await tokenFile(serviceAccountToken());
    const ask = await serveWith(t, {
      AWS_ROLE_ARN: ROLE_ARN,
      AWS_WEB_IDENTITY_TOKEN_FILE: token.path,
      AWS_ROLE_SESSION_NAME: 'pod',
      AWS_ENDPOINT_URL: moto.url,
    });
    assert.match(await ask('get_server_info'), /123456789012:assumed-role\/CloudWatchMCPServerRole\/pod/);
    assert.match(await ask('describe_log_groups'), /^\d+ log groups?, /);
    assert.match(await ask('describe_alarms', { state: 'all' }), /us-east-1/);
  },
);
