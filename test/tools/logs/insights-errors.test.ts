import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ToolError } from '../../../src/errors.ts';
import { explainQueryError } from '../../../src/tools/logs/shared/insights-errors.ts';
import type { Place } from '../../../src/tools/places.ts';

const place = { region: 'us-east-1', account: undefined } as unknown as Place;
const failure = (name: string, more: object = {}) => Object.assign(new Error('said'), { name, ...more });

function said(error: unknown, query = '', offset = 0): string {
  const explained = explainQueryError(error, query, offset, place);
  assert.ok(explained instanceof ToolError);
  return explained.message;
}

test('too many queries at once: what to do', () => {
  const cause = failure('LimitExceededException');
  const text = said(new ToolError('throttled', 'AWS throttles', { cause }));
  assert.match(text, /^As many Logs Insights queries run in us-east-1 as .* Wait half a minute and ask again/);
  // Throttling is another thing.
  const throttled = new ToolError('throttled', 'AWS throttles', { cause: failure('ThrottlingException') });
  assert.equal(said(throttled), 'AWS throttles');
});

function malformed(start: number | undefined, end?: number): ToolError {
  const location = start === undefined ? undefined : { startCharOffset: start, endCharOffset: end };
  const cause = failure('MalformedQueryException', { queryCompileError: { message: 'no such command.', location } });
  return new ToolError('invalid_input', 'AWS refuses the question (x): said.', { cause });
}

test('a malformed query is told with line, column and the text around, counted in what the caller wrote', () => {
  const query = 'SOURCE logGroups() | fields a\n| filtre b';
  assert.equal(
    said(malformed(10, 16), query, 22),
    'The query is malformed: no such command. At line 2, column 3 (character 33): SOURCE logGroups() | fields a | »filtre« b',
  );
  assert.match(said(malformed(500), 'fields'), /At its end \(character 7\): fields»«$/);
  assert.equal(said(malformed(undefined), 'fields'), 'The query is malformed: no such command.');
});

test('wherever AWS says that it is wrong, no character is halved', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(300), fc.nat(300), (query, start, end) => {
      assert.ok(said(malformed(start, end), query).isWellFormed());
    }),
  );
  assert.match(said(malformed(2, 3), 'a😀b'), /character 2\): a»😀«b$/);
});
