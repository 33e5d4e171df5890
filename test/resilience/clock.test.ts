import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { startMachine } from './support/machine.ts';

const TEN_MINUTES = 600_000;

for (const [name, clockMs] of [
  ['ahead', TEN_MINUTES],
  ['behind', -TEN_MINUTES],
] as const) {
  void test(`a clock that is ten minutes ${name}: AWS refuses once, then every call works`, async (t) => {
    const sandbox = await startSandbox({ makeWorld: smallWorld });
    t.after(() => sandbox.close());
    const { call } = await startMachine(t, { clockMs, env: { AWS_ENDPOINT_URL: sandbox.url } });
    for (const tool of ['describe_log_groups', 'describe_alarms', 'list_prometheus_workspaces', 'get_server_info']) {
      const { isError, text } = await call(tool);
      assert.equal(isError, false, text);
    }
    const { text } = await call('get_server_info');
    assert.match(text, new RegExp(`^\\| this server's clock \\| (10|9) min.* ${name} .*The operator must set it`, 'm'));
  });
}

void suite('where the time cannot be put right', () => {
  for (const code of ['RequestTimeTooSkewed', 'SignatureDoesNotMatch']) {
    void test(`${code}: the operator is told what to check`, async (t) => {
      const sandbox = await startSandbox({ makeWorld: smallWorld });
      t.after(() => sandbox.close());
      sandbox.setFault('*', { error: { code, message: 'Signature expired', status: 403 } });
      const { call } = await startMachine(t, { clockMs: TEN_MINUTES, env: { AWS_ENDPOINT_URL: sandbox.url } });
      const { text, isError } = await call('describe_log_groups');
      assert.ok(isError);
      assert.match(
        text,
        /^Error: AWS rejects the server's signature \(\w+\): its clock or its secret access key is wrong/,
      );
      assert.match(text, /The operator must check both/);
    });
  }
});
