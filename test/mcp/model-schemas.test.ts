import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { publishTool } from '../../src/mcp/publish.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { bedrockTool } from '../support/bedrock-rules.ts';
import { geminiFunction, toGemini } from '../support/gemini-rules.ts';
import type { Declared, Rules, Schema } from '../support/model-schemas.ts';
import { openAiStrict, toStrict } from '../support/openai-rules.ts';

/** Every region AWS has by the dozen and accounts of every length, and none of both. */
const REGIONS = Array.from({ length: 36 }, (_, i) => `ap-southeast-${i + 1}`);
const ACCOUNTS = Array.from({ length: 100 }, (_, i) => `account-with-a-long-name-of-team-${i + 1}`);

const SETTINGS = [
  ['one region', ['us-east-1'], []],
  ['two regions', ['us-east-1', 'eu-west-1'], []],
  ['two regions, two accounts', ['us-east-1', 'eu-west-1'], ['dev', 'prod']],
  ['36 regions, 100 accounts', REGIONS, ACCOUNTS],
] as const;

/** Every tool as tools/list gives it. */
const declared: readonly (Declared & { setting: string })[] = SETTINGS.flatMap(([setting, regions, accounts]) =>
  TOOLS.map((tool) => {
    const { name, description, inputSchema } = publishTool(tool, regions, accounts);
    return { setting, name, description, schema: inputSchema };
  }),
);

/** The same as a provider is handed it by those who hand on. */
const PROVIDERS: Readonly<Record<string, { rules: Rules; handed: (tool: Declared) => Declared | undefined }>> = {
  'OpenAI strict': { rules: openAiStrict, handed: (tool) => ({ ...tool, schema: toStrict(tool.schema) }) },
  Gemini: { rules: geminiFunction, handed: toGemini },
  Bedrock: { rules: bedrockTool, handed: (tool) => tool },
};

for (const [provider, { rules, handed }] of Object.entries(PROVIDERS)) {
  test(`${provider} takes every tool, with any number of regions and accounts`, () => {
    const refused = declared.flatMap((tool) => {
      const given = handed(tool);
      const reasons = given === undefined ? [] : rules(given);
      return reasons.map((reason) => `${tool.name} (${tool.setting}): ${reason}`);
    });
    assert.deepEqual(refused, []);
  });
}

const OPTIONS: Options = { strict: true, allowUnionTypes: true, allErrors: true };
const DRAFTS = {
  'draft-07': () => new Ajv(OPTIONS),
  'draft 2019-09': () => new Ajv2019(OPTIONS),
  'draft 2020-12': () => new Ajv2020(OPTIONS),
};

for (const [draft, makeAjv] of Object.entries(DRAFTS)) {
  test(`every input and output schema is one of ${draft}, with no keyword that it ignores`, () => {
    const ajv = makeAjv();
    for (const tool of TOOLS) {
      const { inputSchema, outputSchema } = publishTool(tool, ['us-east-1', 'eu-west-1'], ['dev', 'prod']);
      for (const schema of [inputSchema, outputSchema]) assert.doesNotThrow(() => ajv.compile(schema), tool.name);
    }
  });

  test(`${draft} finds what is no schema of it`, () => {
    const ajv = makeAjv();
    assert.throws(() => ajv.compile({ type: 'text' }), /schema is invalid/);
    assert.throws(() => ajv.compile({ type: 'string', minimun: 3 }), /unknown keyword/);
  });
}

const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
});
const closed = (properties: Record<string, Schema>): Schema =>
  object(properties, { required: Object.keys(properties), additionalProperties: false });
const text = { type: 'string' };
const many = (count: number) => Array.from({ length: count }, (_, i) => `value-${i}`);
const nested = (levels: number): Schema => closed({ a: levels === 1 ? text : nested(levels - 1) });

/** Of each rule a schema that breaks it, and what is said then. */
const BROKEN: readonly (readonly [provider: string, what: string, schema: Schema, reason: RegExp])[] = [
  ['OpenAI strict', 'a root that is no object', text, /the whole: must be an object/],
  ['OpenAI strict', 'a root of several forms', { ...closed({}), anyOf: [closed({})] }, /and no anyOf/],
  ['OpenAI strict', 'allOf', closed({ a: { allOf: [text] } }), /a: allOf is not taken/],
  ['OpenAI strict', 'a default', closed({ a: { ...text, default: 'x' } }), /a: default is not taken/],
  ['OpenAI strict', 'minLength', closed({ a: { ...text, minLength: 1 } }), /a: minLength is not taken/],
  [
    'OpenAI strict',
    'an open object in a list',
    closed({ a: { type: 'array', items: object({}) } }),
    /a.items: additionalP/,
  ],
  [
    'OpenAI strict',
    'a map',
    closed({ a: { type: 'object', additionalProperties: text } }),
    /a: additionalProperties is/,
  ],
  ['OpenAI strict', 'an optional property', { ...closed({ a: text }), required: [] }, /the whole: a is not required/],
  ['OpenAI strict', 'eleven levels', nested(11), /11 levels, more than 10/],
  ['OpenAI strict', 'too many values', closed({ a: { ...text, enum: many(1_001) } }), /1001 values of enums/],
  ['OpenAI strict', 'too long values', closed({ a: { ...text, enum: ['x'.repeat(120_001)] } }), /characters of names/],
  [
    'OpenAI strict',
    'more than 250 values that are too long together',
    closed({ a: { ...text, enum: many(251).map((value) => value.padEnd(60)) } }),
    /a: 15060 characters in 251 values of one enum/,
  ],
  [
    'OpenAI strict',
    'too many properties',
    closed(Object.fromEntries(many(5_001).map((name) => [name, text]))),
    /5001 properties/,
  ],
  ['Gemini', 'additionalProperties', closed({ a: text }), /the whole: additionalProperties is not taken/],
  ['Gemini', 'exclusiveMinimum', object({ a: { type: 'number', exclusiveMinimum: 0 } }), /a: exclusiveMinimum is/],
  ['Gemini', 'const', object({ a: { ...text, const: 'x' } }), /a: const is not taken/],
  ['Gemini', 'several types at once', object({ a: { type: ['string', 'null'] } }), /a: no type is string,null/],
  ['Gemini', 'no type', object({ a: { description: 'x' } }), /a: no type is undefined/],
  ['Gemini', 'an enum of numbers', object({ a: { type: 'integer', enum: [1] } }), /a: enum is for texts/],
  ['Gemini', 'an empty value', object({ a: { ...text, enum: [''] } }), /a: enum is for texts/],
  ['Gemini', 'a list of anything', object({ a: { type: 'array' } }), /a: items is missing/],
  ['Gemini', 'an object of anything', object({ a: { type: 'object' } }), /a: an object has no properties/],
  ['Gemini', 'a format of its own', object({ a: { ...text, format: 'email' } }), /a: no format of string is "email"/],
  [
    'Gemini',
    'a format of another type',
    object({ a: { type: 'integer', format: 'float' } }),
    /a: no format of integer/,
  ],
  ['Gemini', 'a parameter with a dash', object({ 'a-b': text }), /the parameter a-b has a name/],
  ['Bedrock', 'a root that is no object', text, /the whole: must be an object/],
  ['Bedrock', 'additionalProperties at the top (Nova)', closed({ a: text }), /the whole: additionalProperties is not/],
  [
    'Bedrock',
    'a description at the top (Nova)',
    object({}, { description: 'x' }),
    /the whole: description is not taken/,
  ],
  ['Bedrock', 'definitions', object({ a: { $ref: '#/$defs/b' } }), /a: \$ref is not followed/],
  ['Bedrock', 'several types at once', object({ a: { type: ['string', 'null'] } }), /a: several types at once/],
];

for (const [provider, what, schema, reason] of BROKEN) {
  test(`the rules of ${provider} find ${what}`, () => {
    const reasons = PROVIDERS[provider]?.rules({ name: 'a_tool', description: 'x', schema }) ?? [];
    assert.match(reasons.join('\n'), reason);
  });
}

for (const [provider, { rules }] of Object.entries(PROVIDERS)) {
  test(`the rules of ${provider} find a name that it does not take`, () => {
    for (const name of ['', 'x'.repeat(65), 'näme', 'a name']) {
      const reasons = rules({ name, description: 'x', schema: closed({}) });
      assert.ok(
        reasons.some((reason) => reason.startsWith('the name')),
        name,
      );
    }
  });
}

test('names leave room for what clients add: LibreChat writes _mcp_ and the name of the server behind them', () => {
  for (const { name } of TOOLS) assert.ok(`${name}_mcp_cloudwatch-of-production`.length <= 64, name);
});

test('a schema made strict keeps what it asks for: optional parameters may be null, required ones may not', () => {
  const schema = object({ a: text, b: { ...text, enum: ['x'], default: 'x' } }, { required: ['a'] });
  const expected = closed({ a: text, b: { type: ['string', 'null'], enum: ['x', null] } });
  assert.deepEqual(toStrict(schema), expected);
});
