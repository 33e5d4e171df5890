import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../src/sandbox/faults.ts';
import { ACCOUNTS, CENTRAL, configFile, PROD, ROLES, STAGING } from '../support/accounts.ts';
import { startTestService } from '../support/harness.ts';

const sandbox = { roles: ROLES, links: { [CENTRAL]: [STAGING, PROD] } };

void test('SEARCH and SQL, which find metrics of every linked account, are refused to who may not see one of them', async () => {
  const limited = await startTestService({
    env: configFile({ accounts: ACCOUNTS, policy: { everyone: { accounts: { allow: ['central', 'staging'] } } } }),
    sandbox,
  });
  try {
    const ask = (expression: string, account: string) =>
      limited.call('get_metric_data', { queries: [{ expression }], account });
    for (const expression of [
      'SELECT MAX("CPUUtilization") FROM "AWS/EC2"',
      "SEARCH('{AWS/EC2,InstanceId} CPU', 'Sum')",
    ]) {
      const { text } = await ask(expression, 'central');
      assert.match(
        text,
        /^Error: This account shows the metrics of linked accounts, not all of which you may see \(rule "everyone"/,
      );
      assert.equal((await ask(expression, 'staging')).isError, false, 'nothing is linked to it');
    }
    const math = {
      queries: [{ id: 'm', namespace: 'AWS/EC2', metric_name: 'CPUUtilization' }, { expression: 'm * 2' }],
    };
    assert.doesNotMatch((await limited.call('get_metric_data', math)).text, /linked/);
  } finally {
    await limited.close();
  }
  const open = await startTestService({ env: configFile({ accounts: ACCOUNTS }), sandbox });
  try {
    const { isError } = await open.call('get_metric_data', {
      queries: [{ expression: 'SELECT MAX("CPUUtilization") FROM "AWS/EC2"' }],
    });
    assert.equal(isError, false, 'who may see all may search all');
  } finally {
    await open.close();
  }
});

void test('alarms that find metrics of every linked account are hidden from who may not see one of them', async () => {
  const asked = async (allow: string[], faults: Record<string, Fault> = {}) => {
    const limited = await startTestService({
      env: configFile({ accounts: ACCOUNTS, policy: { everyone: { accounts: { allow } } } }),
      sandbox: { ...sandbox, faults },
    });
    const name = 'lambda-errors-by-function';
    const answers = [
      await limited.call('describe_alarms', { names: [name] }),
      await limited.call('get_alarm_history', { name }),
      await limited.call('describe_alarms', { account: 'central', limit: 500 }),
    ] as const;
    await limited.close();
    return answers;
  };
  const refused =
    /^Error: The alarm "lambda-errors-by-function" watches data that is not allowed for you, or not known to be: it finds the metrics of every account linked to this one \(rule "everyone" of the policy\)\./;
  const deny: Record<string, Fault> = { ListSinks: { kind: 'accessDenied' } };
  for (const [allow, faults] of [
    [['central'], {}],
    [['central', 'staging'], {}],
    [['central', 'staging', 'prod'], deny],
  ] as const) {
    const [one, history, all] = await asked([...allow], faults);
    assert.match(one.text, refused);
    assert.match(history.text, refused);
    assert.doesNotMatch(all.text, /lambda-errors-by-function/);
    assert.match(all.text, /ecs-checkout|\d alarms/);
  }
  for (const { text } of await asked(['central', 'staging', 'prod'])) assert.match(text, /lambda-errors-by-function/);
});
