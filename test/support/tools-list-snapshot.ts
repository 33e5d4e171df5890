import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { publishTool, type PublishedTool } from '../../src/mcp/publish.ts';
import { DEFAULT_TOOLSETS, TOOLSETS, type Toolset } from '../../src/toolsets.ts';
import { TOOLS } from '../../src/tools/index.ts';

const FILE = resolve(import.meta.dirname, '../mcp/tools-list.json');

/** What tools/list gives where one region and no account is configured. */
export interface Snapshot {
  /** o200k tokens of the list, of the default toolsets and of all. */
  readonly tokens: { readonly default: number; readonly all: number };
  /** Names, in order. */
  readonly default: readonly string[];
  readonly all: readonly PublishedTool[];
}

export function currentSnapshot(): Snapshot {
  const listed = (toolsets: readonly Toolset[]) =>
    TOOLS.filter(({ toolset }) => toolsets.includes(toolset)).map((tool) => publishTool(tool, ['us-east-1']));
  const [some, all] = [listed(DEFAULT_TOOLSETS), listed(TOOLSETS)];
  return { tokens: { default: tokens(some), all: tokens(all) }, default: some.map(({ name }) => name), all };
}

export function committedSnapshot(): Snapshot {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Snapshot;
}

/** A line for each tool, so that a change reads well. */
export function writeSnapshot({ tokens: counts, default: names, all }: Snapshot): void {
  const rows = all.map((tool) => `    ${JSON.stringify(tool)}`).join(',\n');
  const head = `  "tokens": ${JSON.stringify(counts)},\n  "default": ${JSON.stringify(names)}`;
  writeFileSync(FILE, `{\n${head},\n  "all": [\n${rows}\n  ]\n}\n`);
}

function tokens(list: readonly PublishedTool[]): number {
  return encode(JSON.stringify(list)).length;
}
