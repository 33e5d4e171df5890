import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientHome } from '../../support/client-process.ts';
import { startTestService } from '../../support/harness.ts';

test('in the session help describes a tool, a printed call can be pasted, and templates come before resources', async (t) => {
  const service = await startTestService();
  const home = clientHome();
  t.after(async () => {
    home.remove();
    await service.close();
  });
  const argv = ['client', service.url, '--interactive'];
  const asked = 'help get_alarm_history\ndescribe_alarms names=["orders-db-connections"]\n';
  const { stdout } = await home.run(argv, `${asked}get_bedrock_usage_report prices=[3]\nresources\nquit\n`);
  assert.match(stdout, /\nget_alarm_history\nHow one alarm behaved[^]*\n {2}name\* \(string\)/);
  const call = /^get_metric_statistics namespace=.*dimensions=\["DBInstanceIdentifier=orders-db"\].*$/m.exec(stdout);
  assert.ok(call, stdout);
  assert.match(stdout, /prices\/0 must be string\. prices: model=input/);
  assert.ok(stdout.indexOf('/alarms/{name}: ') < stdout.indexOf('/alarms/orders-db-connections: '));
  const pasted = await home.run(argv, `${call[0]}\nquit\n`);
  assert.match(pasted.stdout, /^AWS\/RDS DatabaseConnections \(DBInstanceIdentifier=orders-db\)/m);
});
