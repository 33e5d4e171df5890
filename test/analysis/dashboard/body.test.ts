import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDashboard } from '../../../src/analysis/dashboard/body.ts';
import { widgetCalls } from '../../../src/tools/metrics/shared/widget-calls.ts';

const PLACE = {
  region: 'us-east-1',
  partition: 'aws',
  account: undefined,
  ownAccount: '123456789012',
  regions: ['us-east-1'],
  namesRegion: false,
};

const one = (widget: object, more: object = {}) => {
  const [read] = readDashboard(JSON.stringify({ ...more, widgets: [widget] })).widgets;
  assert.ok(read);
  return read;
};

test('a widget takes its time, statistic and region from itself, else from the dashboard', () => {
  const line = ['A', 'x'];
  const own = one(
    { type: 'metric', properties: { metrics: [line], start: '-PT15M', region: 'eu-west-1', stat: 'Sum', period: 60 } },
    { start: '-PT6H' },
  );
  assert.deepEqual([own.start, own.region, own.stat, own.period], ['-15m', 'eu-west-1', 'Sum', 60]);
  const inherited = one({ type: 'metric', properties: { metrics: [line] } }, { start: '-P1D', end: '-PT1H' });
  assert.deepEqual([inherited.start, inherited.end, inherited.region], ['-1d', '-1h', undefined]);
  const fixed = one(
    { type: 'metric', properties: { metrics: [line], start: '2026-11-21T06:00:00Z' } },
    { start: '-PT6H', end: '-PT1H' },
  );
  assert.deepEqual([fixed.start, fixed.end], ['2026-11-21T06:00Z', undefined], 'the end is of the same range');
});

test('a body that is no JSON, or has no widgets, says so', () => {
  assert.deepEqual(readDashboard('{').notes, ['its body is no JSON']);
  assert.deepEqual(readDashboard('[]').notes, ['its body has no list of widgets']);
  assert.deepEqual(readDashboard('{"widgets":[]}').notes, []);
});

test('lines that are drawn, bands and moments, in words', () => {
  const { annotations } = one({
    type: 'metric',
    properties: {
      metrics: [['A', 'x']],
      annotations: {
        horizontal: [
          { value: 400, label: 'limit', fill: 'above' },
          [{ value: 10, label: 'usual' }, { value: 20 }],
          { label: 'no value' },
        ],
        vertical: [{ value: '2026-11-21T08:57:00Z', label: 'deploy' }],
      },
    },
  });
  assert.deepEqual(annotations, [
    'limit at 400, above it filled',
    'usual from 10 to 20',
    'deploy at 2026-11-21T08:57:00Z',
  ]);
});

test('what no query says is said in words', () => {
  assert.equal(one({ type: 'text', properties: { markdown: '# A\n\nb' } }).text, '# A b');
  assert.ok((one({ type: 'text', properties: { markdown: 'long '.repeat(200) } }).text ?? '').length <= 301);
  const endpoint = 'arn:aws:lambda:us-east-1:1:function:f';
  assert.match(
    one({ type: 'custom', properties: { endpoint } }).text ?? '',
    /drawn by arn:aws:lambda.*only the console/,
  );
  assert.match(one({ type: 'chart', properties: { promql: 'up' } }).text ?? '', /properties \{"promql":"up"\}/);
  assert.deepEqual(one({ type: 'metric' }).notes, ['there is nothing in it that can be read']);
});

test('a chart is the PromQL over CloudWatch’s metrics that it draws, each query a call', () => {
  const query = 'sum by (FunctionName) (histogram_sum({"Errors"}))';
  const asked = (language: string) => ({ id: 'a', type: 'cloudwatch-metrics', language, query, step: 60 });
  const chart = one(
    { type: 'chart', properties: { region: 'us-east-1', data: { queries: [asked('PromQL'), asked('Other')] } } },
    { start: '-PT3H' },
  );
  const expected = { query, source: 'cloudwatch:us-east-1', step: '60', start: '-3h' };
  const { calls, notes } = widgetCalls(chart, PLACE);
  assert.deepEqual(calls, [{ tool: 'query_prometheus_range', arguments: expected }]);
  assert.deepEqual([chart.text, chart.notes], [undefined, ['1 of its queries are not in PromQL: left out']]);
  assert.deepEqual(notes, []);
  const elsewhere = one({ type: 'chart', properties: { region: 'eu-west-1', data: { queries: [asked('promql')] } } });
  assert.match(widgetCalls(elsewhere, PLACE).notes[0] ?? '', /eu-west-1 is left out/);
  assert.match(one({ type: 'chart', properties: { data: { queries: [asked('Other')] } } }).text ?? '', /Other/);
});

/** Values of the kinds that a body has, at places where others are expected. */
const leaf = fc.oneof(
  fc.constantFrom(
    '.',
    '...',
    '-PT3H',
    'AWS/EC2',
    'x',
    '',
    "SOURCE 'a' | fields x",
    'arn:aws:cloudwatch:us-east-1:1:alarm:a',
    'PromQL',
  ),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const KEYS =
  'type properties metrics widgets query alarms annotations horizontal vertical value label expression markdown start end variables period region accountId title labels stat id endpoint queryLanguage data queries language step'.split(
    ' ',
  );
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6 }),
  ),
}));
const typed = fc.record({
  type: fc.constantFrom('metric', 'log', 'alarm', 'text', 'explorer', 'custom', 'chart'),
  properties: anything,
});
const body = fc.oneof(
  anything,
  fc.record({ start: anything, end: anything, variables: anything, widgets: fc.array(fc.oneof(typed, anything)) }),
);

test('no body makes reading it, or making calls of it, fail', () => {
  fc.assert(
    fc.property(body, (drawn) => {
      const { widgets } = readDashboard(JSON.stringify(drawn) ?? '');
      for (const widget of widgets) {
        const { calls, notes } = widgetCalls(widget, PLACE);
        JSON.stringify(calls);
        const read = calls.length > 0 || widget.text !== undefined || widget.notes.length + notes.length > 0;
        assert.ok(read, 'a widget is calls, words, or says why not');
      }
    }),
    { numRuns: 2_000 },
  );
  fc.assert(fc.property(fc.string(), (text) => void readDashboard(text)));
});
