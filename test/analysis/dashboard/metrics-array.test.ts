import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMetrics } from '../../../src/analysis/dashboard/metrics-array.ts';

/** The metrics read, as `namespace name a=b c=d`. */
function read(metrics: unknown): string[] {
  return readMetrics(metrics).lines.map(({ metric, expression }) =>
    metric === undefined
      ? (expression ?? '')
      : [metric.namespace, metric.metricName, ...metric.dimensions.map((pair) => pair.join('='))].join(' '),
  );
}

test('a full line, and one without dimensions', () => {
  assert.deepEqual(
    read([
      ['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1'],
      ['AWS/Usage', 'CallCount'],
    ]),
    ['AWS/EC2 CPUUtilization InstanceId=i-1', 'AWS/Usage CallCount'],
  );
});

test('. stands for what the line before has at the same place', () => {
  assert.deepEqual(
    read([
      ['AWS/EC2', 'DiskReadOps', 'InstanceId', 'i-1'],
      ['.', 'DiskWriteOps', '.', '.'],
      ['.', '.', '.', 'i-2'],
    ]),
    [
      'AWS/EC2 DiskReadOps InstanceId=i-1',
      'AWS/EC2 DiskWriteOps InstanceId=i-1',
      'AWS/EC2 DiskWriteOps InstanceId=i-2',
    ],
  );
});

test('... stands for as many items of the line before as are not written', () => {
  assert.deepEqual(
    read([
      ['AWS/ApplicationELB', 'RequestCount', 'LoadBalancer', 'app/a', 'TargetGroup', 'tg/1'],
      ['...', 'tg/2'],
      ['...', { stat: 'p99' }],
      ['AWS/ApplicationELB', 'TargetResponseTime', '...', 'tg/3'],
    ]),
    [
      'AWS/ApplicationELB RequestCount LoadBalancer=app/a TargetGroup=tg/1',
      'AWS/ApplicationELB RequestCount LoadBalancer=app/a TargetGroup=tg/2',
      'AWS/ApplicationELB RequestCount LoadBalancer=app/a TargetGroup=tg/2',
      'AWS/ApplicationELB TargetResponseTime LoadBalancer=app/a TargetGroup=tg/3',
    ],
  );
});

test('an expression between two metrics is not what shorthand refers to', () => {
  assert.deepEqual(read([['A', 'x', 'D', '1', { id: 'm1' }], [{ expression: 'm1 * 2' }], ['.', 'y', '.', '.']]), [
    'A x D=1',
    'm1 * 2',
    'A y D=1',
  ]);
});

test('the options of a line', () => {
  const { lines } = readMetrics([
    [
      'A',
      'x',
      { id: 'm1', label: 'X', stat: 'p99', period: '60', region: 'eu-west-1', accountId: '1', visible: false },
    ],
  ]);
  assert.deepEqual(lines, [
    {
      metric: { namespace: 'A', metricName: 'x', dimensions: [] },
      id: 'm1',
      label: 'X',
      stat: 'p99',
      period: 60,
      region: 'eu-west-1',
      accountId: '1',
      hidden: true,
    },
  ]);
});

test('what refers to nothing, or is no metric, is left out and said', () => {
  const { lines, notes } = readMetrics([['.', 'x'], ['...'], ['A'], 7, ['A', 'x', 'D']]);
  assert.deepEqual(
    lines.map(({ metric }) => metric?.metricName),
    ['x'],
  );
  assert.equal(notes.length, 5);
  assert.match(notes[0] ?? '', /^metrics\[0\] uses \. or \.\.\./);
  assert.match(notes[4] ?? '', /metrics\[4\] has a dimension without a value: D/);
});

const word = fc.constantFrom('a', 'b', 'c', 'd');
const fullLine = fc.tuple(fc.constant('NS'), word, fc.array(word, { maxLength: 3 }));

test('however lines are shortened, they are read as they were', () => {
  fc.assert(
    fc.property(
      fc.array(fullLine, { minLength: 1, maxLength: 6 }),
      fc.infiniteStream(fc.boolean()),
      (drawn, shortened) => {
        const lines = drawn.map(([namespace, name, values]) => [
          namespace,
          name,
          ...values.flatMap((value, i) => [`D${i}`, value]),
        ]);
        const short = lines.map((line, n) =>
          line.map((item, i) => (n > 0 && lines[n - 1]?.[i] === item && shortened.next().value === true ? '.' : item)),
        );
        assert.deepEqual(read(short), read(lines));
        assert.deepEqual(readMetrics(short).notes, []);
      },
    ),
  );
});
