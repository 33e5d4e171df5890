import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLogGroup, withoutOwnArn } from '../../src/analysis/log-group-ref.ts';

const ARN = 'arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/lambda/checkout';

test('names and ARNs, with or without their :*, name a group', () => {
  assert.deepEqual(parseLogGroup('/aws/lambda/checkout'), { id: '/aws/lambda/checkout', name: '/aws/lambda/checkout' });
  const ref = { id: ARN, name: '/aws/lambda/checkout', region: 'cn-north-1', account: '123456789012' };
  assert.deepEqual(parseLogGroup(ARN), ref);
  assert.deepEqual(parseLogGroup(`${ARN}:*`), ref);
});

test('what CloudWatch Logs would not take is no group', () => {
  for (const text of [
    '',
    'a b',
    '/x/*',
    'ü',
    'arn:aws:logs:us-east-1:1:log-group:x',
    `${ARN}:log-stream:s`,
    'x'.repeat(513),
  ]) {
    assert.equal(parseLogGroup(text), undefined, text.slice(0, 60));
  }
});

test('a group of the own account goes by its name, one of another account by its ARN', () => {
  const ref = parseLogGroup(ARN);
  assert.ok(ref);
  assert.deepEqual(withoutOwnArn(ref, '123456789012'), { id: ref.name, name: ref.name });
  assert.equal(withoutOwnArn(ref, '999999999999'), ref);
  assert.equal(withoutOwnArn(ref, undefined), ref);
});
