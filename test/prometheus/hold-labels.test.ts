import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldNote, holdLabels, isHeld, loadEnforcement } from '../../src/prometheus/hold-labels.ts';
import type { Prometheus } from '../../src/prometheus/prometheus.ts';
import { ampSource, cloudwatchSource } from '../../src/prometheus/sources.ts';

const LABELS = [{ name: 'namespace', values: ['team-a'], by: 'rule "a" of the policy' }];
const SOURCE = cloudwatchSource('us-east-1');
const { signal } = new AbortController();

/** Sources that write down what they are asked, and answer `data`. */
function recording(data: unknown = []): { prometheus: Prometheus; asked: unknown[] } {
  const asked: unknown[] = [];
  const prometheus = new Proxy({} as Prometheus, {
    get: (_target, method) =>
      typeof method === 'string' && ['configured', 'servers'].includes(method)
        ? []
        : (...args: unknown[]) => {
            asked.push([method, ...args.filter((arg) => arg !== signal && arg !== SOURCE)]);
            return Promise.resolve({ data: typeof data === 'function' ? data(method) : data, warnings: [], infos: [] });
          },
  });
  return { prometheus, asked };
}

void test('every question goes out with the labels, whatever the source', async () => {
  const { prometheus, asked } = recording();
  const held = holdLabels(prometheus, LABELS, () => 0);
  const window = { start: 0, end: 60_000 };
  await held.query(SOURCE, { query: '{"http.requests"}', time: 1 }, signal);
  await held.queryRange(SOURCE, { query: 'up', start: 0, end: 1, stepMs: 1 }, signal);
  await held.series(SOURCE, { match: 'up{job="a"}', window }, signal);
  await held.labelNames(SOURCE, {}, signal);
  await held.labelNames(SOURCE, { match: '{__name__="up"}' }, signal);
  await held.labelValues(SOURCE, 'job', { window }, signal);
  const only = '{namespace="team-a"}';
  assert.deepEqual(asked, [
    ['query', { query: '{namespace="team-a","http.requests"}', time: 1 }],
    ['queryRange', { query: `up${only}`, start: 0, end: 1, stepMs: 1 }],
    ['series', { match: 'up{namespace="team-a",job="a"}', window }],
    ['labelNames', { match: only }],
    ['labelNames', { match: '{namespace="team-a",__name__="up"}' }],
    ['labelValues', 'job', { match: only, window }],
  ]);
});

void test('a method that does not exist yet is not passed on without labels', () => {
  const { prometheus } = recording();
  const held = holdLabels(prometheus, LABELS, () => 0);
  const methods = ['configured', 'labelNames', 'labelValues', 'metadata', 'probe', 'query', 'queryRange', 'rules'];
  assert.deepEqual(Object.keys(held).toSorted(), [...methods, 'series', 'servers']);
});

void test('help is told of metrics that have series with the labels only', async () => {
  const help = (text: string) => ({ type: 'counter', help: text, unit: '' });
  const { prometheus, asked } = recording((method: string) =>
    method === 'metadata'
      ? { requests: help('a'), seconds: help('b'), secret_total: help('c'), requests_of_b: help('d') }
      : ['requests_total', 'seconds_bucket', 'seconds_count', 'up'],
  );
  const held = holdLabels(prometheus, LABELS, () => 86_400_000 * 2);
  const { data } = await held.metadata(ampSource('us-east-1', 'ws-1'), signal);
  assert.deepEqual(Object.keys(data), ['requests', 'seconds']);
  assert.match(JSON.stringify(asked), /"__name__",\{"window":\{"start":\d+,"end":172800000\},"match":"\{namespace=/);
});

void test('alarms are held by their query once the parser is there, and not before', async () => {
  assert.equal(isHeld('up', []), true, 'nobody is held');
  await loadEnforcement();
  assert.equal(isHeld('up{namespace="team-a"}', LABELS), true);
  assert.equal(isHeld('up', LABELS), false);
});

void test('the note names every label with its values', () => {
  assert.equal(heldNote([]), '');
  const two = [...LABELS, { name: 'cluster', values: ['x', 'y'], by: '' }];
  assert.equal(heldNote(two), 'held to namespace="team-a", cluster="x"|"y"');
});
