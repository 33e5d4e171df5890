import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { parseInput } from '../../../src/mcp/parse-input.ts';
import type { Given } from '../../../src/mcp/prompts/prompt.ts';
import { PROMPTS } from '../../../src/mcp/prompts/prompts.ts';
import { publishedPrompts, renderPrompt } from '../../../src/mcp/prompts/render.ts';
import type { View } from '../../../src/mcp/view.ts';
import { TOOLS } from '../../../src/tools/index.ts';

const NOTHING: Given = { alarm: 'shop "a"' };
const EVERYTHING: Given = {
  alarm: 'checkout-5xx-rate',
  log_group: '/shop/orders',
  namespace: 'AWS/SQS',
  source: 'amp:us-east-1/ws-1',
  start: '-2d',
  region: 'eu-west-1',
  account: 'payments',
};

const viewOf = (tools: readonly string[]): View => ({
  tools: new Set(tools),
  regions: ['us-east-1', 'eu-west-1'],
  accounts: ['shop', 'payments'],
  reaches: [],
});
const everyTool = viewOf(TOOLS.map((tool) => tool.name));

for (const prompt of PROMPTS) {
  test(`every call that ${prompt.name} proposes is one that its tool takes`, () => {
    for (const given of [NOTHING, EVERYTHING]) {
      const steps = prompt.steps(given);
      assert.ok(steps.length >= 3);
      for (const { tool: name, args } of steps) {
        const tool = TOOLS.find((known) => known.name === name);
        assert.ok(tool, `there is no tool ${name}`);
        assert.doesNotThrow(() => parseInput(tool, args), `${name} ${JSON.stringify(args)}`);
      }
    }
  });

  test(`${prompt.name} speaks of no tool that its reader has not, and is short`, () => {
    const texts = [NOTHING, EVERYTHING].map((given) => renderPrompt(prompt, given, everyTool));
    for (const text of texts) assert.ok(encode(text).length <= 700, `${encode(text).length} tokens`);
    for (const { name } of TOOLS.filter((tool) => !prompt.needs.includes(tool.name))) {
      const without = renderPrompt(
        prompt,
        NOTHING,
        viewOf(TOOLS.map((tool) => tool.name).filter((one) => one !== name)),
      );
      assert.doesNotMatch(without, new RegExp(`\\b${name}\\b`));
    }
  });
}

test('a prompt is listed to those who have the tools it needs, with the arguments that they can give', () => {
  const names = (view: View) => publishedPrompts(view).map(({ name }) => name);
  assert.deepEqual(names(everyTool), ['triage', 'explain_alarm', 'why_slow', 'what_changed', 'weekly_report']);
  assert.deepEqual(names(viewOf(['search_log_events', 'get_metric_statistics'])), ['why_slow']);
  assert.deepEqual(names(viewOf([])), []);
  const alone = { ...viewOf(['describe_alarms', 'describe_log_groups']), regions: ['us-east-1'], accounts: [] };
  const changed = publishedPrompts(alone).find(({ name }) => name === 'what_changed');
  assert.deepEqual(
    changed?.arguments.map(({ name }) => name),
    ['start', 'log_group'],
  );
});

test('the list of prompts costs little', () => {
  const tokens = encode(JSON.stringify(publishedPrompts(everyTool))).length;
  assert.ok(tokens <= 900, `${tokens} tokens`);
});

test('what changed asks for log anomalies where their tool is published', () => {
  const prompt = PROMPTS.find(({ name }) => name === 'what_changed');
  assert.ok(prompt);
  const call = 'list_log_anomalies group="/shop/orders" state="all"';
  assert.ok(renderPrompt(prompt, EVERYTHING, everyTool).includes(call));
  assert.ok(!renderPrompt(prompt, EVERYTHING, viewOf(['describe_alarms'])).includes('list_log_anomalies'));
});
