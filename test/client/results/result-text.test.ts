import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultJson, resultText } from '../../../src/client/results/result-text.ts';

test('texts are shown as they are, all else as what it is', () => {
  const text = resultText({
    content: [
      { type: 'text', text: 'one' },
      { type: 'image', mimeType: 'image/png', data: 'AAAA' },
      { type: 'resource_link', uri: 'file:///a', name: 'a', title: 'The file' },
      { type: 'resource', resource: { uri: 'file:///b', text: 'contents' } },
      { type: 'resource', resource: { uri: 'file:///c', blob: 'AAA=' } },
    ],
  });
  assert.equal(text, 'one\n[image, image/png, 3 B]\n[resource file:///a: The file]\ncontents\n[file:///c, bytes, 2 B]');
});

test('an answer without a text shows its structured content', () => {
  assert.equal(resultText({ content: [], structuredContent: { a: 1 } }), '{\n  "a": 1\n}');
  assert.equal(resultText({ content: [] }), '(no content)');
});

test('a script gets the structured content, else the whole answer, of an error always', () => {
  const content = [{ type: 'text' as const, text: 'one' }];
  assert.deepEqual(resultJson({ content, structuredContent: { a: 1 } }), { a: 1 });
  assert.deepEqual(resultJson({ content }), { content });
  assert.deepEqual(resultJson({ content, isError: true, structuredContent: {} }), { content, isError: true });
});
