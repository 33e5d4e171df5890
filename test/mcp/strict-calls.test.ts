import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInput } from '../../src/mcp/parse-input.ts';
import { publishTool } from '../../src/mcp/publish.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { MORE_QUESTIONS } from '../support/more-questions.ts';
import { propertiesOf, type Schema } from '../support/model-schemas.ts';
import { toStrict } from '../support/openai-rules.ts';
import { QUESTIONS } from '../support/questions.ts';

/** What a model writes for a strict function: every parameter, null for each that it does not want to give. */
function filled(args: Readonly<Record<string, unknown>>, strict: Schema): Record<string, unknown> {
  const entries = Object.entries(propertiesOf(strict)).map(([name, schema]) => {
    const given = args[name] ?? null;
    const items = schema['items'] as Schema | undefined;
    const isList = Array.isArray(given) && items?.['type'] === 'object';
    return [name, isList ? given.map((one) => filled(one as Record<string, unknown>, items)) : given];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

for (const tool of TOOLS) {
  test(`${tool.name} understands the call of a strict function as one that leaves out what is null there`, () => {
    const questions = [...QUESTIONS, ...MORE_QUESTIONS].filter(([name]) => name === tool.name);
    assert.ok(questions.length > 0);
    const { inputSchema } = publishTool(tool, ['us-east-1', 'eu-west-1'], ['dev', 'prod']);
    for (const [, args] of questions) {
      assert.deepEqual(parseInput(tool, filled(args, toStrict(inputSchema))), parseInput(tool, args));
    }
  });
}
