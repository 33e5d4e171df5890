import * as z from 'zod';
import type { AnyTool } from '../tools/define.ts';

type JsonSchema = Record<string, unknown>;

/** A tool as tools/list gives it. */
export interface PublishedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonSchema & { type: 'object' };
  readonly outputSchema: JsonSchema & { type: 'object' };
  readonly annotations: Readonly<Record<string, boolean | string>>;
}

/** The published form of a tool: `region` and `account` are enums, and absent where there is one. */
export function publishTool(
  tool: AnyTool,
  regions: readonly string[],
  accounts: readonly string[] = [],
): PublishedTool {
  const output = open(z.toJSONSchema(tool.output, { io: 'output' }));
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: objectSchema(
      withChoices(open(z.toJSONSchema(tool.input, { io: 'input' })) as JsonSchema, {
        region: regions,
        account: accounts,
      }),
    ),
    outputSchema: objectSchema((accounts.length > 1 ? output : withoutSeveral(output)) as JsonSchema),
    annotations: {
      readOnlyHint: true,
      idempotentHint: true,
      openWorldHint: true,
      destructiveHint: false,
    },
  };
}

function objectSchema(schema: JsonSchema): JsonSchema & { type: 'object' } {
  return { ...(slim(schema) as JsonSchema), type: 'object' };
}

/** The parameters of which the configuration says what they may be. */
function withChoices(
  schema: JsonSchema,
  choices: Readonly<Record<'region' | 'account', readonly string[]>>,
): JsonSchema {
  const properties = { ...(schema['properties'] as Record<string, JsonSchema> | undefined) };
  for (const [name, values] of Object.entries(choices)) {
    const property = properties[name];
    if (property === undefined) continue;
    if (values.length <= 1) delete properties[name];
    else properties[name] = { type: 'string', enum: property[`${name}s`] === 'all' ? [...values, 'all'] : [...values] };
  }
  return { ...schema, properties };
}

/** A schema without the fields that only answers about several accounts have. */
function withoutSeveral(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSeveral);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([, value]) => (value as JsonSchema | null)?.['several'] !== true);
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutSeveral(value)]));
}

/**
 * A schema without `additionalProperties: false`, which Gemini's and Nova's declarations of functions do not know. What comes
 * and what is sent is parsed by the schema anyway, and saying so at every level costs every client tokens.
 */
function open(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(open);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key, value]) => key !== 'additionalProperties' || value !== false);
  return Object.fromEntries(entries.map(([key, value]) => [key, open(value)]));
}

/** What zod writes and no model needs, by key: a property may have the same name, so the value is looked at too. */
const NOISE: Readonly<Record<string, (value: unknown) => boolean>> = {
  $schema: (value) => typeof value === 'string',
  regions: (value) => typeof value === 'string',
  accounts: (value) => typeof value === 'string',
  several: (value) => value === true,
  propertyNames: (value) => JSON.stringify(value) === '{"type":"string"}',
  minimum: (value) => value === Number.MIN_SAFE_INTEGER,
  maximum: (value) => value === Number.MAX_SAFE_INTEGER,
  // A text too long or empty is refused in words; no model counts characters.
  minLength: (value) => typeof value === 'number',
  maxLength: (value) => typeof value === 'number',
  minItems: (value) => value === 1,
  // Gemini's declarations do not know it, and nothing is refused in words.
  exclusiveMinimum: (value) => value === 0,
};

/** Without what costs tokens and says nothing. */
function slim(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(slim);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key, value]) => !(key in NOISE && NOISE[key]?.(value)));
  return Object.fromEntries(entries.map(([key, value]) => [key, slim(value)]));
}
