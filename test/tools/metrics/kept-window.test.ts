import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { DAY, metricOf, metricsWorld, NOW } from './metrics-world.ts';

const METRIC = metricOf('Shop', 'Orders', { Shop: 'a' }, (time) => (time > NOW - DAY ? 2 : undefined), {
  periodSeconds: 3_600,
});
const ONE = { namespace: 'Shop', metric_name: 'Orders', dimensions: ['Shop=a'] };
const SEARCH = { queries: [{ expression: "SEARCH('{Shop,Shop} Orders', 'Sum')" }] };
const CALLS = [
  ['get_metric_statistics', ONE],
  ['get_metric_data', SEARCH],
] as const;

let service: TestService;
before(async () => {
  service = await startTestService({ clock: () => NOW, sandbox: { makeWorld: metricsWorld([METRIC]) } });
});
after(() => service.close());

for (const [tool, args] of CALLS) {
  test(`${tool} begins where CloudWatch's memory does, and says so in its first line`, async () => {
    service.sandbox.clear();
    const { text, structured } = await service.call(tool, { ...args, start: '1970-01-02' });
    const [first = ''] = text.split('\n');
    assert.match(first, /, from 455 d ago as CloudWatch keeps nothing older \(start was 1970-01-02T00:00Z\)/);
    assert.equal(structured['startAsked'], '1970-01-02T00:00Z');
    const sent = service.sandbox.requests.find(({ operation }) => operation === 'GetMetricData')?.input['StartTime'];
    const start = Date.parse(String(structured['start']));
    // Whole periods of a week at most.
    assert.ok(start <= NOW - 455 * DAY && start > NOW - 463 * DAY, String(structured['start']));
    assert.equal(Number(sent) * 1000, start);
  });

  test(`${tool} takes a start that is kept as it is`, async () => {
    const { text, structured } = await service.call(tool, { ...args, start: '-454d' });
    assert.equal(structured['startAsked'], undefined);
    assert.doesNotMatch(text, /CloudWatch keeps/);
  });
}

test('an end near 1970 is refused for what is kept, not for a start before that', async () => {
  const { text, isError } = await service.call('get_metric_statistics', { ...ONE, end: '1970-01-01T01:00Z' });
  assert.equal(isError, true);
  assert.match(text, /The window ends 1970-01-01T01:00Z: CloudWatch keeps metrics for 455 days/);
});
