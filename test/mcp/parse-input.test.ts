import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInput } from '../../src/mcp/parse-input.ts';
import type { AnyTool } from '../../src/tools/define.ts';
import { describeAlarms } from '../../src/tools/alarms/describe-alarms.ts';
import { getMetricData } from '../../src/tools/metrics/get-metric-data.ts';
import { getMetricStatistics } from '../../src/tools/metrics/get-metric-statistics.ts';

const metric = { namespace: 'AWS/EC2', metric_name: 'CPUUtilization' };

for (const key of ['statistics', 'stat']) {
  test(`an unknown key inside a list's object is answered with the near one and all there are: ${key}`, () => {
    assert.throws(() => parseInput(getMetricData, { queries: [{ ...metric, [key]: 'Sum' }] }), {
      code: 'invalid_input',
      message: `queries[0] has the unknown key "${key}"; did you mean "statistic"? It takes id, namespace, metric_name, dimensions, statistic, expression, label, unit, account_id, hidden.`,
    });
  });
}

test('a key like no other is answered with those there are', () => {
  assert.throws(() => parseInput(getMetricData, { queries: [metric, { ...metric, colour: 'red', shape: 1 }] }), {
    message: /^queries\[1\] has the unknown keys "colour", "shape"; it takes id, namespace, /,
  });
});

test('one value where a list is wanted is shown as a list', () => {
  assert.throws(() => parseInput(getMetricStatistics, { ...metric, statistics: 'Maximum' }), {
    message: 'statistics is "Maximum": it must be an array, for example ["Maximum"].',
  });
  assert.throws(() => parseInput(getMetricStatistics, { ...metric, statistics: {} }), {
    message: 'statistics is {}: it must be an array.',
  });
});

test('half a character is read as U+FFFD, wherever it stands: no request and no link can carry it', () => {
  const dimensions = ['Name\ud83d=x', 'A=\udc00'];
  const parsed = parseInput(getMetricData, { queries: [{ ...metric, namespace: 'a\ud83d', dimensions }] });
  assert.deepEqual(parsed['queries'], [{ ...metric, namespace: 'a\ufffd', dimensions: ['Name\ufffd=x', 'A=\ufffd'] }]);
  assert.throws(() => parseInput(getMetricData, { ['\ud83d']: 1 }), { message: /Unknown parameter "\ufffd"/ });
});

test('null is not given, at the top and in the objects of a list', () => {
  const given = { queries: [{ ...metric, label: null }], start: null, region: null };
  assert.deepEqual(parseInput(getMetricData, given), parseInput(getMetricData, { queries: [metric] }));
  assert.deepEqual(parseInput(describeAlarms, null), parseInput(describeAlarms, {}));
});

test('arguments may be nested sixteen levels deep and no deeper, whatever they are', () => {
  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}0${']'.repeat(levels)}`) as unknown;
  assert.throws(() => parseInput(getMetricData, { queries: nested(15) }), { message: /^queries\[0\] is \[/ });
  assert.throws(() => parseInput(getMetricData, { queries: nested(16) }), { message: /nested too deep: at most 16/ });
});

test('dimensions of another form are answered with the form, an unknown parameter with the one that is near', () => {
  const asked = (dimensions: unknown) => () =>
    parseInput(getMetricData, { queries: [{ namespace: 'A', metric_name: 'b', dimensions }] });
  assert.throws(asked({ Name: 'x' }), {
    message: 'queries[0].dimensions is {"Name":"x"}: it must be an array of texts of the form "Name=value".',
  });
  assert.throws(asked([{ name: 'x' }]), {
    message: 'queries[0].dimensions[0] is {"name":"x"}: it must be a text of the form "Name=value".',
  });
  const unknown = (tool: AnyTool, key: string) => () => parseInput(tool, { [key]: 'x' });
  assert.throws(unknown(getMetricStatistics, 'metric'), {
    message: /Unknown parameter "metric"; did you mean "metric_name"\? This tool takes namespace, /,
  });
  assert.throws(unknown(describeAlarms, 'prefix'), { message: /"prefix"; did you mean "name_prefix"\? This/ });
  assert.throws(unknown(describeAlarms, 'xyz'), { message: /^Unknown parameter "xyz"\. This tool takes / });
});
