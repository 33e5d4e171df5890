import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksToUnmask } from '../../src/analysis/unmask.ts';

test('the command and the function are found, however they are written', () => {
  for (const query of [
    'fields @timestamp, unmask(@message)',
    'fields @message | unmask(@message)',
    'unmask @message',
    'fields @message |UNMASK @message',
    'fields @message | # now\n unmask @message',
    'fields unmask # now\n (@message) as m',
    'fields a, uNmaſk (@message)',
    'filter a = "\\" | unmask(@message) | filter b = "',
    'parse concat(a, b) /"/ | unmask(@message) | filter c = ""',
    "filter a = 'x' | stats count(*) by unmask(b)",
  ]) {
    assert.equal(asksToUnmask(query, 'cwli'), true, query);
  }
  assert.equal(asksToUnmask("SELECT unmask(`@message`) FROM `g` -- it's", 'sql'), true);
  assert.equal(asksToUnmask("source = g | eval a = unmask(b), c = ''", 'ppl'), true);
});

test('a word of a string, a pattern or a field is none', () => {
  for (const query of [
    'filter @message like "| unmask(x)"',
    "filter @message like 'unmask('",
    'filter @message like /unmask/',
    'filter @message like /mask|unmask/',
    'fields unmask, a.unmask | filter unmask = 1 | sort unmask desc',
    'fields unmasked(a)',
  ]) {
    assert.equal(asksToUnmask(query, 'cwli'), false, query);
  }
});
