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

/**
 * The published form of a tool for a configuration: `region` is an enum of the configured regions, and absent where
 * there is one. Derived once, since a conversion costs more than a call.
 */
export function publishTool(tool: AnyTool, regions: readonly string[]): PublishedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: objectSchema(withRegions(z.toJSONSchema(tool.input, { io: 'input' }), regions)),
    outputSchema: objectSchema(open(z.toJSONSchema(tool.output, { io: 'output' })) as JsonSchema),
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

function withRegions(schema: JsonSchema, regions: readonly string[]): JsonSchema {
  const properties = { ...(schema['properties'] as Record<string, JsonSchema> | undefined) };
  const { region } = properties;
  if (region === undefined) return schema;
  if (regions.length === 1) delete properties['region'];
  else {
    const names = region['regions'] === 'all' ? [...regions, 'all'] : [...regions];
    properties['region'] = { type: 'string', enum: names };
  }
  return { ...schema, properties };
}

/**
 * An output schema without `additionalProperties: false`: what is sent is parsed by the schema anyway, and saying so at
 * every level costs every client tokens.
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
  propertyNames: (value) => JSON.stringify(value) === '{"type":"string"}',
  minimum: (value) => value === Number.MIN_SAFE_INTEGER,
  maximum: (value) => value === Number.MAX_SAFE_INTEGER,
  // A text too long or empty is refused in words; no model counts characters.
  minLength: (value) => typeof value === 'number',
  maxLength: (value) => typeof value === 'number',
  minItems: (value) => value === 1,
};

/** Without what costs tokens and says nothing. */
function slim(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(slim);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key, value]) => !(key in NOISE && NOISE[key]?.(value)));
  return Object.fromEntries(entries.map(([key, value]) => [key, slim(value)]));
}
