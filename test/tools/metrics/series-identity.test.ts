import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { readArguments } from '../alarms/read-arguments.ts';

let service: TestService;
before(async () => {
  service = await startTestService();
});
after(() => service.close());

interface Row {
  readonly id: string;
  readonly label: string;
  readonly unit?: string;
}
async function ask(args: Record<string, unknown>) {
  const { text, structured, isError } = await service.call('get_metric_data', args);
  return { text, isError, items: (structured['items'] ?? []) as Row[] };
}
const search = (words: string) => ({ queries: [{ id: 'q', expression: `SEARCH('${words}', 'Maximum', 300)` }] });

test("the call that a math alarm proposes names what is computed by its expression, columns by the alarm's ids", async () => {
  const alarm = await service.call('describe_alarms', { names: ['checkout-5xx-rate'] });
  const line = alarm.text.split('\n').find((one) => one.startsWith('Next: get_metric_data '));
  const { text } = await ask(readArguments((line ?? '').slice('Next: get_metric_data '.length)));
  assert.match(text, /\| 3 \| rate \| 100 \* FILL\(errors, 0\) \/ requests \|/);
  assert.match(text, /\n\| time \(UTC, 2026-11-21\) \| errors \| requests \| rate \|\n/);
});

test("a caller's label of math stays", async () => {
  const { items } = await ask({
    queries: [
      {
        id: 'm',
        namespace: 'AWS/Lambda',
        metric_name: 'Errors',
        dimensions: ['FunctionName=orders-fulfil'],
        hidden: true,
      },
      { id: 'e', expression: 'm / 60', label: 'errors a second' },
    ],
  });
  assert.deepEqual(
    items.map(({ label }) => label),
    ['errors a second'],
  );
});

test("what a SEARCH finds has the unit of the metric that it or the series' label names", async () => {
  const one = await ask(search('{AWS/Lambda,FunctionName} Duration'));
  assert.ok(one.items.length > 1);
  assert.ok(one.items.every(({ unit }) => unit === 'Milliseconds'));
  assert.match(one.text, /\(ms\) \|/);
  const several = await ask({ ...search('{AWS/Lambda,FunctionName} orders-fulfil'), limit: 100 });
  const unit = (name: string) => several.items.find(({ label }) => label.split(' ').includes(name))?.unit;
  assert.deepEqual([unit('Duration'), unit('Errors')], ['Milliseconds', 'Count']);
});

test('the metrics of a 5-minute publisher say how far apart their datapoints are', async () => {
  const { text } = await ask({
    start: '-30m',
    queries: [{ id: 'q', expression: `SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average')` }],
  });
  assert.match(text, /^.*period 1 min, datapoints 5 min apart,/);
});

test('a refused expression is answered with the ids there are, or the form of SQL', async () => {
  const math = await ask({
    queries: [
      { id: 'a', expression: 'm1/m2' },
      { id: 'errors', namespace: 'AWS/Lambda', metric_name: 'Errors' },
    ],
  });
  assert.match(math.text, /Error in expression 'a'.*m1.*The ids that math may use here: errors; a metric gets one/);
  assert.doesNotMatch(math.text, /SELECT AVG/);
  const sql = await ask({ queries: [{ id: 'a', expression: 'SELECT foo bar' }] });
  assert.match(
    sql.text,
    /Error in expression 'a'.*SQL has the form SELECT AVG\(CPUUtilization\) FROM SCHEMA\("AWS\/EC2"/,
  );
  assert.doesNotMatch(sql.text, /ids that math/);
});

test('a window shorter than the period is the period that is read, wherever the answer names it', async () => {
  const { text } = await service.call('get_metric_statistics', {
    namespace: 'AWS/ApplicationELB',
    metric_name: 'HTTPCode_Target_5XX_Count',
    dimensions: ['LoadBalancer=app/shop/50dc6c495c0c9188', 'TargetGroup=targetgroup/checkout/2b41c0f3d5e8a796'],
    start: '2026-11-20T09:39:01Z',
    end: '2026-11-20T09:39:02Z',
  });
  assert.match(text, /^.*\(1 min\), period 1 min, 0 datapoints/);
  assert.match(text, /the window of 1 min may be too short/);
});
