import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import type * as z from 'zod';
import { ConfigError } from './config-error.ts';
import { SECTIONS, type SectionName, type Sections } from './config-sections/sections.ts';
import { SETTINGS } from './settings.ts';

/** A setting as a text, and where it stands. */
export type Texts = Partial<Record<string, { text: string; from: string }>>;

/**
 * What a configuration file says: settings as texts, and its sections, validated.
 * @param origin names the variable and flag that gave the path, for the error
 * @throws ConfigError
 */
export function readConfigFile(path: string, origin: string): { texts: Texts; sections: Sections } {
  const content = parseFile(path, origin);
  const texts: Texts = {};
  const sections: Record<string, unknown> = {};
  const known = [...SETTINGS.map((setting) => setting.key), ...Object.keys(SECTIONS)];
  for (const [key, value] of Object.entries(content)) {
    if (!known.includes(key))
      throw new ConfigError(`${path} has the unknown key ${JSON.stringify(key)}: allowed are ${known.join(', ')}.`);
    if (key in SECTIONS) sections[key] = parseSection(key as SectionName, value, path);
    else texts[key] = { text: asText(value), from: `${key} in ${path}` };
  }
  return { texts, sections };
}

function parseFile(path: string, origin: string): object {
  let content: unknown;
  try {
    content = parseYaml(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(
      `${origin} is ${JSON.stringify(path)}: it cannot be read as YAML (${(error as Error).message.split('\n')[0]}).`,
    );
  }
  if (content === null) return {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw new ConfigError(`${path} must hold keys and values.`);
  return content;
}

function parseSection(name: SectionName, value: unknown, path: string): unknown {
  const parsed = SECTIONS[name].safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigError(`${pathOf(name, issue)} in ${path}: ${issue?.message ?? 'it is not valid'}.`);
}

/** `accounts[0].roleArn` */
function pathOf(name: string, issue: z.core.$ZodIssue | undefined): string {
  return (issue?.path ?? []).reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : `${path}.${String(part)}`),
    name,
  );
}

/** Lists as `a,b`, maps as `name=value,…`: the forms the environment has. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, item]) => `${key}=${String(item)}`)
      .join(',');
  }
  return String(value);
}
