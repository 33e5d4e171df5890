import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelOf } from '../../src/analysis/bedrock-names.ts';

void test('a model is told by its own name, whichever way it was called', () => {
  const claude = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
  for (const id of [
    claude,
    `us.${claude}`,
    `us-gov.${claude}`,
    `global.${claude}`,
    `arn:aws:bedrock:us-east-1::foundation-model/${claude}`,
    `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.${claude}`,
    `arn:aws-cn:bedrock:cn-north-1:123456789012:inference-profile/${claude}`,
  ])
    assert.equal(modelOf(id), claude, id);
});

void test('names whose first part is no geography stay as they are', () => {
  for (const id of ['minimax.minimax-m2.1', 'usable.model-v1', 'deepseek.v3.1', '']) assert.equal(modelOf(id), id);
});

void test('what a profile of an application or provisioned throughput runs is not known: its own name is kept', () => {
  const arn = 'arn:aws:bedrock:us-east-1:123456789012:';
  assert.equal(modelOf(`${arn}application-inference-profile/a1b2c3`), 'application-inference-profile/a1b2c3');
  assert.equal(modelOf(`${arn}provisioned-model/us.x`), 'provisioned-model/us.x');
});
