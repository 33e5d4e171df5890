import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { kebab } from '../../../src/analysis/cli/kebab.ts';
import { readCommand } from '../../../src/analysis/cli/read-command.ts';
import { fitToShape, readValue } from '../../../src/analysis/cli/read-value.ts';
import type { Shape } from '../../../src/analysis/cli/shape.ts';
import { parseShorthand } from '../../../src/analysis/cli/shorthand.ts';
import { splitCommand } from '../../../src/analysis/cli/split-command.ts';
import { ToolError } from '../../../src/errors.ts';

/** What `work` gives, or the sentence it refuses with; anything else thrown fails the test. */
function said(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof ToolError, String(error));
    return error.message;
  }
}

const SIGNS = fc.constantFrom(...`'"\\$\`|&;<>(){}[],=@ \n\t-abAB0`);
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: SIGNS, maxLength: 200 }));
const shape: Shape = { kind: 'list', of: { kind: 'map', of: { kind: 'number' } } };

test('whatever the text, a command line and its values are read or refused in a sentence', () => {
  fc.assert(
    fc.property(text, (any) => {
      said(() => splitCommand(any));
      said(() => readCommand(any));
      said(() => parseShorthand(any));
      said(() => readValue('--x', [any], shape));
    }),
  );
});

test('a word in single quotes comes back as it is', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (words) => {
      const line = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
      assert.deepEqual(splitCommand(line), words);
    }),
  );
});

test('long and deep texts end soon, too', () => {
  const start = performance.now();
  for (const part of ["'", '"', '\\', '[', '{', 'a=[', 'a={b=', 'a=b,', '\\,', "a='\\'", ' ', 'a=b,c,']) {
    const long = part.repeat(20_000);
    said(() => splitCommand(long));
    said(() => parseShorthand(long));
    said(() => parseShorthand(`a=${long}`));
    said(() => readValue('--x', [`[${long}`], shape));
  }
  const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown;
  const nested: Shape = { kind: 'structure', members: new Map([['a', () => nested]]), required: [] };
  said(() => fitToShape(deep, nested, false));
  said(() => readValue('--x', [`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`], nested));
  assert.ok(performance.now() - start < 20_000);
});

test('names are written as the AWS CLI writes them', () => {
  for (const [name, written] of [
    ['DescribeLogGroups', 'describe-log-groups'],
    ['logGroupName', 'log-group-name'],
    ['logGroupARNs', 'log-group-arns'],
    ['StartTime', 'start-time'],
    ['MetricDataQueries', 'metric-data-queries'],
    ['ExtendedStatistics', 'extended-statistics'],
    ['OwningAccount', 'owning-account'],
  ] as const) {
    assert.equal(kebab(name), written);
  }
});

test('shorthand syntax is read as the AWS CLI reads it', () => {
  for (const [written, value] of [
    ['Name=InstanceId,Value=i-1', { Name: 'InstanceId', Value: 'i-1' }],
    ['a=b,c', { a: ['b', 'c'] }],
    ['a=b,c,d=e', { a: ['b', 'c'], d: 'e' }],
    ['a=[b,c],d={e=f,g=[h]}', { a: ['b', 'c'], d: { e: 'f', g: ['h'] } }],
    ["a=\"x, y\",b='it\\'s'", { a: 'x, y', b: "it's" }],
    ['a=x\\,y', { a: 'x,y' }],
    ['a=', { a: '' }],
    ['a=b=c', { a: 'b=c' }],
  ] as const) {
    assert.deepEqual(parseShorthand(written), value, written);
  }
});
