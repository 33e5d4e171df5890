import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelName, seriesName } from '../../src/format/series-name.ts';

void test('plain names stand without quotes, in order', () => {
  assert.equal(seriesName({ __name__: 'up', job: 'api', a: 'b' }), 'up{a="b", job="api"}');
  assert.equal(seriesName({ __name__: 'job:up:sum' }), 'job:up:sum');
  assert.equal(seriesName({}), '{}');
  assert.equal(labelName('job'), 'job');
});

void test('other names stand in quotes, as Prometheus 3 reads them', () => {
  assert.equal(seriesName({ __name__: 'http.requests', 'service.name': 'x' }), '{"http.requests", "service.name"="x"}');
  assert.equal(seriesName({ __name__: 'up', é: 'x' }), 'up{"é"="x"}');
  assert.equal(labelName('a:b'), '"a:b"');
});

void test('quotes, backslashes and line breaks in values are escaped', () => {
  assert.equal(seriesName({ a: 'say "hi"\\\n' }), String.raw`{a="say \"hi\"\\\n"}`);
});
