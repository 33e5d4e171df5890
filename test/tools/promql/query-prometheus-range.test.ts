import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { estimateTokens } from '../../../src/format/tokens.ts';
import { findPrometheus, PROMETHEUS_MISSING } from '../../support/prometheus.ts';
import { startPromqlService, type PromqlService } from './promql-service.ts';

const skip = (await findPrometheus()) === undefined && PROMETHEUS_MISSING;

interface Row {
  labels: Record<string, string>;
  samples: number;
  max: number | string;
  last: number | string;
  maxAt: string;
  values?: (number | string | null)[];
}

void suite('query_prometheus_range', { skip }, () => {
  let service: PromqlService;
  before(async () => {
    const started = await startPromqlService();
    assert.ok(started);
    service = started;
  });
  after(() => service.close());

  async function range(args: Record<string, unknown>) {
    const answer = await service.call('query_prometheus_range', args);
    return { ...answer, rows: (answer.structured['items'] ?? []) as Row[] };
  }

  void test('the step is chosen for the window; summaries, then points with equal rows joined', async () => {
    const { text, structured, rows } = await range({
      query: 'sum by (instance, code) (rate(http_requests_total[5m]))',
      start: '-3h',
    });
    assert.match(
      text,
      /^4 series, 2026-11-20T09:00Z to 2026-11-20T12:00Z \(3 h\), step 5m \(chosen for the window\), from amp:us-east-1\/ws-1 "shop" \(taken by default\): sum by/,
    );
    assert.match(text, /\| 3 \| 500 \| b:80 \| 0\.03333 \| 0\.\d+ \| 0\.6667 \| 11:25 \| 0\.6667 \| 36 \|/);
    assert.match(
      text,
      /Points of all every 5m:\n\| time \(UTC, 2026-11-20\) \| 200 a:80 \| 200 b:80 \| 500 b:80 \| 500 a:80 \|/,
    );
    assert.match(text, /\| 09:05 to 11:20 \| 2 \| 2 \| 0\.03333 \| 0\.03333 \|/);
    assert.equal(structured['stepSeconds'], 300);
    assert.equal(rows[0]?.values?.length, 37);
    assert.equal(rows[0]?.values?.[0], null);
  });

  void test('a gap is a dash in the text and null in the points', async () => {
    const { text, rows } = await range({
      query: 'queue_depth',
      start: '2026-11-20T09:50Z',
      end: '2026-11-20T10:30Z',
      step: '1m',
    });
    assert.match(text, /\| time \(UTC, 2026-11-20\) \| mail \| print \|/);
    assert.match(text, /\| 10:06 to 10:19 \| - \| 3 \|\n\| 10:20 \| 16 \| 3 \|/);
    assert.match(text, /\| 1 \| mail \| 10 \| 12\.78 \| 16 \| 09:52 \| 15 \| 27 \|/);
    assert.equal(rows[0]?.values?.filter((value) => value === null).length, 14);
  });

  void test('many series are cut to the top by their maximum', async () => {
    const { text, rows } = await range({ query: 'session_requests', start: '-2h', limit: 7 });
    assert.match(text, /^top 7 by max of 300 series, .*, all session_requests\{job="shop"\}: session_requests\n/);
    assert.deepEqual(
      rows.map(({ labels }) => labels['session']),
      ['s299', 's298', 's297', 's296', 's295', 's294', 's293'],
    );
    assert.equal(rows.filter(({ values }) => values !== undefined).length, 5);
    assert.match(text, /Points of the first 5 every 2m:/);
    assert.match(text, /More: 293 series not shown, none with a higher max\. Raise limit/);
  });

  void test('a given step that does not fit keeps its summaries and thins its points', async () => {
    const { text, structured, rows } = await range({ query: 'http_requests_total', start: '-3h', step: '1s' });
    assert.match(text, /^4 series, .* step 1s, /);
    assert.match(text, /every 2m; every 120th of 10,801 steps, which do not fit/);
    assert.equal(structured['steps'], 10_801);
    assert.equal(structured['pointsStepSeconds'], 120);
    assert.ok(rows.every(({ samples }) => samples === 10_801));
    // The thinned points are those of a query with that step.
    const coarse = await range({ query: 'http_requests_total', start: '-3h', step: '2m' });
    assert.deepEqual(
      rows.map(({ values }) => values),
      coarse.rows.map(({ values }, i) => (i < 3 ? values : undefined)),
    );
    assert.ok(estimateTokens(text) <= 6_000);
  });

  void test('thinned points end with the newest', async () => {
    const { rows } = await range({ query: 'request_seconds_count', start: '-170m', step: '7s' });
    assert.equal(rows[0]?.samples, 1_458);
    assert.equal(rows[0]?.values?.at(-1), 36_000);
    assert.equal(rows[0]?.last, 36_000);
  });

  void test('more points than the API gives are refused with the step that works', async () => {
    const { text, isError } = await range({ query: 'odd', start: '-4h', step: '1' });
    assert.ok(isError);
    assert.match(text, /step 1s makes 14,401 points a series .* at most 11,000 are given\. Use step=2s or more/);
    assert.equal((await range({ query: 'odd', start: '-4h', step: '2s' })).isError, false);
  });

  void test('a range selector shorter than the step is pointed out', async () => {
    assert.match(
      (await range({ query: 'sum(rate(http_requests_total[1m]))', start: '-3h' })).text,
      /Note: \[1m\] is shorter than the step 5m: what happens between is not seen\. Use \[5m\]/,
    );
    assert.doesNotMatch((await range({ query: 'sum(rate(http_requests_total[5m]))', start: '-3h' })).text, /Note:/);
  });

  void test('the newest moment is always evaluated', async () => {
    const { structured } = await range({
      query: 'queue_depth',
      start: '2026-11-20T10:07:13Z',
      end: '2026-11-20T11:59:59Z',
    });
    assert.equal(structured['end'], '2026-11-20T11:59Z');
    assert.equal(structured['start'], '2026-11-20T10:07Z');
  });

  void test('wrong steps and windows are named', async () => {
    assert.match(
      (await range({ query: 'odd', step: '5 minutes' })).text,
      /^Error: step is "5 minutes": it must be a duration/,
    );
    assert.match((await range({ query: 'odd', step: '0s' })).text, /^Error: step is "0s"/);
    assert.match(
      (await range({ query: 'odd', start: 'now', end: '-1h' })).text,
      /^Error: start \(2026-11-20T12:00Z\) is not before end/,
    );
    assert.match(
      (await range({ query: 'odd', start: '-8d', source: 'cloudwatch:us-east-1' })).text,
      /^Error: The window .* is 8 d long; at most 7 d is allowed/,
    );
  });

  void test('a large counter that hardly moves is written with the digits that show it', async () => {
    const { text } = await range({ query: '27660000 + queue_depth{queue="mail"}', start: '-10m', step: '1m' });
    assert.match(text, /\| shop \| mail \| 27,660,010 \| 27,660,01\d \| 27,660,016 \|/);
    assert.match(text, /\| 11:5\d \| 27,660,01[1-6] \|/);
  });
});
