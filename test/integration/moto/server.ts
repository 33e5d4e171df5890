import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moto } from './shared.ts';

void test('get_server_info says whom moto takes the caller for', { skip: moto.skip }, async () => {
  const { structured, text, isError } = await moto.call('get_server_info');
  assert.equal(isError, false, text);
  assert.match(text.split('\n')[0] ?? '', /account 123456789012 as arn:aws:sts::123456789012:user\/moto/);
  assert.deepEqual(structured['regions'], ['us-east-1', 'eu-west-1']);
});
