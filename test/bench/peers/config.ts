/** The file that names other MCP servers to measure beside the service (`peers.example.json`). */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { SCENARIOS } from './scenarios.ts';

const Asked = z.strictObject({
  tool: z.string().min(1),
  /** Texts in it may hold the placeholders of `Placeholders`. */
  arguments: z.record(z.string(), z.unknown()).default({}),
});

const PeerEntry = z
  .strictObject({
    name: z.string().min(1),
    /** Program and arguments: a server over stdio, or with `url` one that listens there once it has started. */
    command: z.array(z.string()).min(1).optional(),
    env: z.record(z.string(), z.string()).default({}),
    url: z.string().min(1).optional(),
    headers: z.record(z.string(), z.string()).default({}),
    scenarios: z.partialRecord(z.enum(SCENARIOS), Asked),
  })
  .refine(({ command, url }) => command !== undefined || url !== undefined, {
    message: 'a command, a url, or both are needed',
  });

const PeersFile = z.strictObject({ peers: z.array(PeerEntry).min(1) });

/** A server to measure, as the file says. */
export type PeerEntry = z.infer<typeof PeerEntry>;
/** A tool with the arguments that answer a scenario. */
export type Asked = z.infer<typeof Asked>;

/** @throws Error in words: which file, which place in it, what is expected */
export function readPeers(file: string): readonly PeerEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`The file of peers ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const parsed = PeersFile.safeParse(json);
  if (parsed.success) return parsed.data.peers;
  throw new Error(`The file of peers ${file} is not one:\n${z.prettifyError(parsed.error)}`);
}

/** What stands in braces in a peer's command, environment, URL and arguments: `{upstream}`, `{n}` … */
export type Placeholders = Readonly<Record<string, string>>;

/** A value with every placeholder in its texts filled in. A text that is one placeholder of a number, `{n:number}`, is that number. */
export function filled<T>(value: T, placeholders: Placeholders): T {
  return fill(value, placeholders) as T;
}

function fill(value: unknown, placeholders: Placeholders): unknown {
  if (typeof value === 'string') {
    const number = /^\{(\w+):number\}$/.exec(value)?.[1];
    if (number !== undefined && number in placeholders) return Number(placeholders[number]);
    return value.replaceAll(/\{(\w+)\}/g, (whole, name: string) => placeholders[name] ?? whole);
  }
  if (Array.isArray(value)) return value.map((part) => fill(part, placeholders));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part, placeholders)]));
}
