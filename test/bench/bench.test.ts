import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { isReached, line, median, quantile, type Figure } from './figures.ts';
import { QUESTIONS } from './questions.ts';

test('a small run of the bench measures every question, each of which reaches the upstream and asks it what the raw call asks', async () => {
  const script = resolve(import.meta.dirname, 'run.ts');
  const size = ['--sources', '--json', '--rounds', '1', '--calls', '10'];
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'upstream', ...size], { maxBuffer: 1 << 20 });
  const figures = stdout
    .trim()
    .split('\n')
    .map((json) => JSON.parse(json) as Figure);
  for (const { name } of QUESTIONS) {
    const figure = figures.find(({ what }) => what === `${name}, upstream requests a call`);
    assert.deepEqual([figure?.value, figure?.reference?.value], [1, 1], name);
  }
});

describe('a figure', () => {
  const figure: Figure = {
    what: 'describe_alarms',
    value: 1.234,
    unit: 'ms',
    reference: { name: 'raw DescribeAlarms', value: 1 },
    goal: { of: 'ratio', atMost: 1.2 },
  };

  test('is held against its goal by its value or by its ratio to the reference', () => {
    assert.equal(isReached(figure), false);
    assert.equal(isReached({ ...figure, goal: { of: 'ratio', atMost: 1.3 } }), true);
    assert.equal(isReached({ ...figure, goal: { of: 'value', atLeast: 1.3 } }), false);
    assert.equal(isReached({ ...figure, goal: undefined }), undefined);
  });

  test('is a line with the reference, the ratio and the goal', () => {
    assert.match(
      line(figure),
      /^describe_alarms +1\.23 ms \| raw DescribeAlarms 1 ms \| 1\.23 × \| goal ≤ 1\.2 × \| NOT REACHED$/,
    );
  });
});

test('quantiles are values that were measured', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.deepEqual(
    [quantile(values, 0), median(values), quantile(values, 0.99), quantile(values, 1)],
    [1, 50, 99, 100],
  );
  assert.equal(median([7]), 7);
});
