import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod';
import { SECTIONS } from '../src/config-sections/sections.ts';
import { configFileSchema } from '../src/config-file-schema.ts';

export const CONFIG_SCHEMA_PATH = resolve(import.meta.dirname, '../config.schema.json');
export const VALUES_SCHEMA_PATH = resolve(import.meta.dirname, '../charts/cloudwatch-mcp/values.schema.json');

export type JsonSchema = Record<string, unknown> & { properties: Record<string, object> };

/** The JSON Schema of the configuration file, in the draft that editors and Helm read. */
export function configSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(configFileSchema, { target: 'draft-7', io: 'input' });
  return { $schema, title: 'Configuration of cloudwatch-mcp', ...schema } as unknown as JsonSchema;
}

/** The schema of the chart's values, with the sections of the configuration file as they are now. */
export function withSections(valuesSchema: string): Record<string, unknown> {
  const schema = JSON.parse(valuesSchema) as { definitions: Record<string, unknown> };
  const { properties } = configSchema();
  const sections = Object.keys(SECTIONS).map((name) => [definitionOf(name), properties[name]]);
  return { ...schema, definitions: { ...schema.definitions, ...Object.fromEntries(sections) } };
}

/** What a section is called among the definitions of the chart's values. */
export function definitionOf(section: string): string {
  return `config.${section}`;
}

/** JSON as this repository has it. */
export async function asJson(content: object, path: string): Promise<string> {
  return format(JSON.stringify(content, null, 2), { ...(await resolveConfig(path)), filepath: path });
}
