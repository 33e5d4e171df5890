import { readFileSync } from 'node:fs';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { ConfigError } from './config-error.ts';
import { configFileSchema } from './config-file-schema.ts';
import { mistakesOf, mustBe, type Mistake } from './config-issues.ts';
import { crossMistakes } from './config-sections/cross-check.ts';
import { fileTrouble } from './file-trouble.ts';
import { SECTIONS, type Sections } from './config-sections/sections.ts';

/** A setting as a text, and where it stands. */
export type Texts = Partial<Record<string, { text: string; from: string }>>;

/** Mistakes of a file that are told at once. */
const MOST_TOLD = 20;

/**
 * What a configuration file says: settings as texts, and its sections, validated. All that is wrong with it is said at once.
 * @param origin names the variable and flag that gave the path, for the error
 * @param given settings that variables and flags give, which beat the file's; undefined where they are not known
 * @throws ConfigError
 */
export function readConfigFile(path: string, origin: string, given?: Texts): { texts: Texts; sections: Sections } {
  const lines = new LineCounter();
  const document = parseDocument(readText(path, origin), { merge: true, lineCounter: lines });
  const content = contentOf(document, path);
  const { success, data, error } = configFileSchema.safeParse(content, { error: mustBe });
  const mistakes = [...(success ? [] : mistakesOf(error.issues, content)), ...crossMistakes(content, given)];
  if (!success || mistakes.length > 0) throw new ConfigError(told(path, mistakes, document, lines));
  const texts: Texts = {};
  const sections: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (key in SECTIONS) sections[key] = value;
    else texts[key] = { text: asText(value), from: `${key} in ${path}` };
  }
  return { texts, sections };
}

function readText(path: string, origin: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${origin} is ${JSON.stringify(path)}: it cannot be read: ${fileTrouble(error)}.`);
  }
}

function contentOf(document: Document, path: string): unknown {
  try {
    if (document.errors.length > 0) throw document.errors[0];
    const content: unknown = document.toJS();
    return content ?? {};
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n');
    const words = line.replace('; please use YAML.parseAllDocuments()', '').replace(/[.:]$/, '');
    throw new ConfigError(`${path} cannot be read as YAML: ${words}.`);
  }
}

/** One line for all of it. */
function told(path: string, mistakes: readonly Mistake[], document: Document, lines: LineCounter): string {
  const found = mistakes
    .map((mistake) => ({ line: lines.linePos(offsetOf(document, mistake)).line, words: ended(mistake.words) }))
    .toSorted((a, b) => a.line - b.line);
  const [only] = found;
  if (only !== undefined && found.length === 1) return `${path}, line ${only.line}: ${only.words}`;
  const rest = found.length > MOST_TOLD ? ` And ${found.length - MOST_TOLD} more.` : '';
  const texts = found.slice(0, MOST_TOLD).map(({ line, words }) => `Line ${line}: ${words}`);
  return `${path} has ${found.length} mistakes. ${texts.join(' ')}${rest}`;
}

const ended = (words: string): string => (words.endsWith('?') ? words : `${words}.`);

/** Where a mistake stands, or what it stands in where that is nowhere itself (it is missing, or merged from elsewhere). */
function offsetOf(document: Document, { path, key }: Mistake): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of key === undefined ? path : [...path, key]) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === part);
      if (isNode(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
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
