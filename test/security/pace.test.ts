import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Aws } from '../../src/aws/aws.ts';
import { openAws } from '../../src/aws/gateway.ts';
import { createLedger } from '../../src/budget/ledger.ts';
import { createMeter, withMeter, type Meter } from '../../src/budget/meter.ts';
import type { PaceLimits } from '../../src/budget/paces.ts';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { NOW } from '../tools/logs/logs-world.ts';

const { signal } = new AbortController();

async function paced(t: TestContext, pace: PaceLimits): Promise<{ aws: Aws; sandbox: Sandbox }> {
  const sandbox = await startSandbox({ clock: () => NOW });
  const override = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const aws = openAws({ region: 'us-east-1', userAgent: 'test', override, pace }).own;
  t.after(() => {
    aws.close();
    return sandbox.close();
  });
  return { aws, sandbox };
}

/** Reads that differ, so that none is shared. */
let reads = 0;
function read(aws: Aws, region = 'us-east-1', caller = signal): Promise<unknown> {
  reads += 1;
  return aws.cloudwatch(region, new DescribeAlarmsCommand({ AlarmNamePrefix: `none-${reads}` }), { signal: caller });
}

const rateOf = (aws: Aws, region = 'us-east-1') => aws.pacer('cloudwatch:DescribeAlarms', region)?.rate();

void test('half of the quota of 9 a second is kept: as many at once, then the others at that rate', async (t) => {
  const { aws, sandbox } = await paced(t, { share: 0.5, quotas: {} });
  const since = performance.now();
  await Promise.all(Array.from({ length: 7 }, () => read(aws)));
  const tookMs = performance.now() - since;
  assert.ok(tookMs >= 550, `three of seven wait for 222 ms each: ${tookMs}`);
  assert.equal(sandbox.calls()['DescribeAlarms'], 7);
  assert.equal(rateOf(aws), 4.5);
});

void test('what AWS throttles halves the rate of its region, and answers bring it back', async (t) => {
  const { aws, sandbox } = await paced(t, { share: 0.5, quotas: { 'cloudwatch:DescribeAlarms': 400 } });
  sandbox.setFault('DescribeAlarms', { kind: 'throttle', times: 1 });
  await read(aws);
  assert.equal(rateOf(aws), 110, 'halved by the refusal that the SDK tried again after, and grown by the answer');
  sandbox.setFault('DescribeAlarms', { kind: 'throttle' });
  const before = Date.now();
  await assert.rejects(read(aws), { code: 'throttled' });
  assert.ok(Date.now() - before < 10_000);
  assert.ok((rateOf(aws) ?? 0) < 110);
  assert.equal(rateOf(aws, 'eu-west-1'), 200);
  sandbox.setFault('DescribeAlarms', undefined);
  for (let i = 0; i < 20; i += 1) await read(aws);
  assert.equal(rateOf(aws), 200);
});

void test('a caller who leaves while it waits for its turn sends nothing', async (t) => {
  const { aws, sandbox } = await paced(t, { share: 0.5, quotas: { 'cloudwatch:DescribeAlarms': 2 } });
  await read(aws);
  const gone = new AbortController();
  const waiting = read(aws, 'us-east-1', gone.signal);
  gone.abort(new Error('gone'));
  await assert.rejects(waiting, /gone/);
  await read(aws);
  assert.equal(sandbox.calls()['DescribeAlarms'], 2);
});

void test('callers have their turns: twenty reads of one do not stand before one of another', async (t) => {
  const { aws } = await paced(t, { share: 0.5, quotas: { 'cloudwatch:DescribeAlarms': 16 } });
  const ledger = createLedger({ principalPerHour: {}, totalPerHour: {} }, Date.now);
  const meters = ['ann', 'ben'].map((name) => createMeter(name, ledger, () => ({})));
  const order: string[] = [];
  const reading = (meter: Meter) => withMeter(meter, () => read(aws).then(() => order.push(meter.principal)));
  const [ann, ben] = meters as [Meter, Meter];
  await Promise.all([...Array.from({ length: 20 }, () => reading(ann)), reading(ben)]);
  assert.ok(order.indexOf('ben') < 12, `after the first eight, which did not wait: ${order.join(' ')}`);
});

void test('with no share calls are not paced, but for searches that were given a rate', async (t) => {
  const { aws } = await paced(t, { share: 0, quotas: {}, logsSearchRate: 7 });
  assert.equal(rateOf(aws), undefined);
  assert.equal(aws.pacer('logs:FilterLogEvents', 'us-east-1')?.rate(), 7);
  const { aws: kept } = await paced(t, { share: 0.5, quotas: {}, logsSearchRate: 7 });
  const rates = ['us-east-1', 'eu-west-1', 'eu-central-1'].map((region) =>
    kept.pacer('logs:FilterLogEvents', region)?.rate(),
  );
  assert.deepEqual(rates, [7, 5, 2.5], 'of quotas of 25, 10 and 5');
});
