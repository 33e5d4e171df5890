import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLedger } from '../../src/budget/ledger.ts';
import { createMeter, withMeter, type Meter } from '../../src/budget/meter.ts';
import { ampSource, cloudwatchSource } from '../../src/prometheus/sources.ts';
import { ask, serve, SERVER } from '../support/serve-prometheus.ts';

const AMP = ampSource('us-east-1', 'ws-1');

function meterWith(promqlSamples: number): Meter {
  const limits = { principalPerHour: { promqlSamples }, totalPerHour: {} };
  return createMeter(
    'ann',
    createLedger(limits, () => 0),
    () => ({}),
  );
}

/** A series of two samples, and what the server says it processed for it. */
const matrix = (totalQueryableSamples?: number) => ({
  resultType: 'matrix',
  result: [
    {
      metric: {},
      values: [
        [1, '1'],
        [2, '2'],
      ],
    },
  ],
  ...(totalQueryableSamples !== undefined && { stats: { samples: { totalQueryableSamples } } }),
});

void test('a query uses the samples that the server processed, or those it returned where it does not say', async () => {
  for (const [source, said, used] of [
    [SERVER, 5_000, 5_000],
    [AMP, 7_000, 7_000],
    [cloudwatchSource('us-east-1'), undefined, 2],
  ] as const) {
    const { prometheus, server } = await serve(() => matrix(said));
    const meter = meterWith(1_000_000);
    await withMeter(meter, () => ask(prometheus, source));
    assert.deepEqual(meter.used, { promqlSamples: used }, source.id);
    assert.equal(/stats=all/.test(server.requests[0]?.body ?? ''), said !== undefined, source.id);
  }
});

void test('a caller whose samples are used up sends nothing; AMP is told how many are left', async () => {
  const { prometheus, server } = await serve(() => matrix(900));
  const meter = meterWith(1_000);
  await withMeter(meter, () => ask(prometheus, AMP));
  await withMeter(meter, () => ask(prometheus, AMP));
  const thresholds = server.requests.map(({ body }) => /_error_threshold=(\d+)/.exec(body ?? '')?.[1]);
  assert.deepEqual(thresholds, ['1000', '100']);
  await assert.rejects(
    withMeter(meter, () => ask(prometheus, AMP)),
    /^ToolError: This needs PromQL samples\. Left: 0 of your 1,000 an hour \(1,800 used\); enough is free again at 1970-01-01T01:01Z\. Ask for a shorter window/,
  );
  assert.equal(server.requests.length, 2);
});

void test("AMP's refusal of a query beyond the budget names the budget", async () => {
  const { prometheus } = await serve((_request, response) => {
    response.writeHead(422, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'error', errorType: 'execution', error: 'too many samples processed' }));
  });
  await assert.rejects(
    withMeter(meterWith(1_000), () => ask(prometheus, AMP)),
    /^ToolError: amp:us-east-1\/ws-1 refuses the query as too large: .* Of the hour's budget of PromQL samples 1,000 were left, so the query may process no more; get_server_info shows the budgets\.$/,
  );
});

void test('a query that fails uses nothing', async () => {
  const { prometheus } = await serve((_request, response) => void response.writeHead(401).end('no'));
  const meter = meterWith(1_000);
  await assert.rejects(withMeter(meter, () => ask(prometheus)));
  assert.equal(meter.left('promqlSamples'), 1_000);
});
