import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService();
});
after(() => service.close());

const ask = (args: Record<string, unknown> = {}) => service.call('search_metric_catalog', args);
const names = (structured: Record<string, unknown>) =>
  (structured['items'] as { namespace: string; metricName?: string }[]).map(
    ({ namespace, metricName = '' }) => `${namespace} ${metricName}`,
  );

test('words find the metric that is meant, with its unit, statistic, dimensions and recommended alarm', async () => {
  const { text, structured } = await ask({ query: 'sqs oldest' });
  assert.equal(names(structured)[0], 'AWS/SQS ApproximateAgeOfOldestMessage');
  assert.match(text, /^Metric catalogue: 1 metric like "sqs oldest"/);
  assert.match(text, /unit Seconds, read as Maximum, published every 1 min\n- dimensions: QueueName/);
  assert.match(
    text,
    /AWS recommends an alarm: Maximum >= your threshold in 15 of 15 periods of 1 min, missing data missing/,
  );
  assert.match(text, /list_metrics namespace="AWS\/SQS" metric_name="ApproximateAgeOfOldestMessage"/);
});

test('without arguments: the namespaces with how many metrics each has', async () => {
  const { text, structured } = await ask({ limit: 500 });
  assert.match(text, /^Metric catalogue: 149 namespaces\n/);
  assert.match(text, /\| AWS\/SQS \| 11 \|/);
  assert.equal((structured['items'] as { metrics: number }[])[0]?.metrics, 12);
});

test('a namespace, as people write it: its metrics by name, cut to the budget with a cursor that gets the rest', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { text, structured } = await ask({ namespace: 'rds', limit: 500, ...(cursor !== undefined && { cursor }) });
    assert.match(text, /^Metric catalogue: 209 metrics of AWS\/RDS/);
    seen.push(...names(structured));
    cursor = structured['cursor'] as string | undefined;
    assert.ok(cursor === undefined || text.includes(`cursor="${cursor}"`));
  } while (cursor !== undefined);
  assert.equal(seen.length, 209);
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

test('a guess is marked as one', async () => {
  const { text, structured } = await ask({ namespace: 'AWS/MediaConnect', metric_name: 'SourceBitRate' });
  assert.match(text, /unit Bits\/Second \(inferred from the name\), read as Average \(inferred\)/);
  const [item] = structured['items'] as Record<string, unknown>[];
  assert.deepEqual([item?.['unitInferred'], item?.['statisticInferred']], [true, true]);
  assert.match((await ask({ namespace: 'AWS/MediaConnect' })).text, /\| ~Bits\/Second \| ~Average \|/);
});

test('a name that is not there gets those that are like it', async () => {
  const metric = await ask({ namespace: 'AWS/Lambda', metric_name: 'Durations' });
  assert.match(metric.text, /There is no metric "Durations" of AWS\/Lambda in the catalogue\. Did you mean Duration/);
  const namespace = await ask({ namespace: 'AWS/Lamda' });
  assert.match(namespace.text, /There is no namespace "AWS\/Lamda" in the catalogue\. Did you mean AWS\/Lambda/);
  const words = await ask({ query: 'qqqqqq zzzzzz' });
  assert.match(words.text, /No metric matches "qqqqqq zzzzzz"\..*list_metrics shows custom ones/);
});

test('a service named alone is its namespace, all of it in pages', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { text, structured } = await ask({ query: 'rds', limit: 100, ...(cursor !== undefined && { cursor }) });
    assert.match(text, /^Metric catalogue: 209 metrics of AWS\/RDS[;\n]/);
    assert.match(text, /"rds" names AWS\/RDS: these are its metrics, by name/);
    seen.push(...names(structured));
    cursor = structured['cursor'] as string | undefined;
  } while (cursor !== undefined);
  assert.equal(new Set(seen).size, 209);
  assert.match((await ask({ query: 'ec2' })).text, /Other namespaces like it: .*AWS\/EC2Spot/);
});

test('what a search leaves out is said, with the call for the whole namespace', async () => {
  const { text, structured } = await ask({ query: 'rds free storage' });
  assert.match(
    text,
    /\n[\d,]+ weaker matches left out\. All of AWS\/RDS: search_metric_catalog namespace="AWS\/RDS"\n/,
  );
  assert.ok((structured['weaker'] as number) > 0);
  assert.match((await ask({ query: 'xyzzy lambda errors' })).text, /\nNo metric is like the word "xyzzy"\. /);
  assert.match((await ask({ query: 'xyzzy nothing' })).text, /^Metric catalogue: 0 metrics[^]*No metric matches/);
});

test('what the rows of a page have in common is said of them, not of all that match', async () => {
  const page = await ask({ query: 'sqs messages', limit: 3 });
  assert.match(page.text, /^Metric catalogue: \d+ metrics like "sqs messages", best first; those shown: namespace /);
  const whole = await ask({ namespace: 'AWS/NATGateway' });
  assert.match(whole.text, /^Metric catalogue: \d+ metrics of AWS\/NATGateway; all of them: /);
});
