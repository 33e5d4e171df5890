import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { labelInPath } from '../../src/prometheus/label-names.ts';
import { ampSource, cloudwatchSource, parseSourceId, serverSource } from '../../src/prometheus/sources.ts';

/** The decoding of Prometheus' own "values escaping", by its description. */
function decode(text: string): string {
  if (!text.startsWith('U__')) return text;
  return text
    .slice(3)
    .replaceAll(/__|_([0-9a-f]+)_/g, (_match, hex: string | undefined) =>
      hex === undefined ? '_' : String.fromCodePoint(Number.parseInt(hex, 16)),
    );
}

void test('a label in a path is decoded to itself', () => {
  assert.equal(labelInPath('job'), 'job');
  assert.equal(labelInPath('@resource.service.name'), 'U___40_resource_2e_service_2e_name');
  assert.equal(labelInPath('U__x'), 'U__U____x');
  assert.equal(labelInPath('a_b.c'), 'U__a__b_2e_c');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      assert.equal(decode(labelInPath(name)), name);
      assert.match(labelInPath(name), /^[A-Za-z_][A-Za-z0-9_]*$/);
    }),
  );
});

void test('source ids are read back', () => {
  for (const source of [ampSource('us-east-1', 'ws-0a-b'), cloudwatchSource('eu-west-1'), serverSource('main')]) {
    assert.deepEqual(parseSourceId(source.id), source);
  }
  for (const id of [
    '',
    'main',
    'amp:us-east-1',
    'amp:us-east-1/../x',
    'cloudwatch:',
    'prometheus:',
    'AMP:us-east-1/ws-1',
  ]) {
    assert.equal(parseSourceId(id), undefined, id);
  }
});
