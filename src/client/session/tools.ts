import type { Tool } from '@modelcontextprotocol/client';
import { nearestNames } from '../../analysis/nearest-names.ts';
import { usageError } from '../trouble.ts';
import { parametersOf, type JsonSchema } from '../arguments/json-schema.ts';
import { ArgumentError, readArguments } from '../arguments/read-arguments.ts';
import { troubleWith } from '../arguments/validate.ts';

/**
 * The tool of a name.
 * @throws ClientError where there is none, with the names most like it
 */
export function toolNamed(name: string, tools: readonly Tool[]): Tool {
  const tool = tools.find((one) => one.name === name);
  if (tool !== undefined) return tool;
  const near = nearestNames(
    name,
    tools.map((one) => one.name),
  );
  const hint =
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Tools: ${tools.map((one) => one.name).join(', ')}.`;
  throw usageError(`The server has no tool ${JSON.stringify(name)}. ${hint}`);
}

export const schemaOf = (tool: Tool) => tool.inputSchema as JsonSchema;

/**
 * The arguments typed for a tool.
 * @throws ClientError
 */
export function argumentsFor(tool: Tool, words: readonly string[]): Record<string, unknown> {
  const schema = schemaOf(tool);
  try {
    const args = readArguments(words, schema);
    const known = parametersOf(schema).map(({ name }) => name);
    const unknown = Object.keys(args).find((name) => !known.includes(name));
    // Most servers say nothing of other parameters, and refuse them.
    const takesOthers = schema.additionalProperties !== undefined && schema.additionalProperties !== false;
    if (unknown === undefined || takesOthers) return args;
    const near = nearestNames(unknown, known);
    const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Parameters: ${known.join(', ') || 'none'}.`;
    throw usageError(`${tool.name} has no parameter ${JSON.stringify(unknown)}. ${hint}`);
  } catch (error) {
    if (error instanceof ArgumentError) throw usageError(error.message);
    throw error;
  }
}

/**
 * Holds arguments against the tool's schema, before the server would.
 * @throws ClientError
 */
export async function checkArguments(tool: Tool, args: Readonly<Record<string, unknown>>): Promise<void> {
  const trouble = await troubleWith(args, schemaOf(tool));
  if (trouble === undefined) return;
  const inside = /^(\w+)\//.exec(trouble)?.[1];
  const wanted = inside === undefined ? undefined : schemaOf(tool).properties?.[inside]?.description;
  const form = wanted === undefined ? '' : ` ${inside}: ${wanted.replace(/\.$/, '')}.`;
  throw usageError(`${tool.name} cannot be called so: ${trouble}.${form}`);
}
