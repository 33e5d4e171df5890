import { hash, randomBytes } from 'node:crypto';
import type { AnyTool } from '../tools/define.ts';
import { parameterNames } from './parse-input.ts';

/** What a question looked like, without what it said. */
export interface ArgumentShape {
  /** `{ groups: 'list(2)', pattern: 'text(14)' }`; names that are no parameters are counted as `others`. */
  readonly args: Readonly<Record<string, string>>;
  /** The same for the same question, as long as this process lives: its key is nowhere else. Of valid arguments alone. */
  readonly question?: string;
}

const KEY = randomBytes(32).toString('hex');

/**
 * @param tool undefined where there is none of that name
 * @param input the arguments as they were understood, where they were
 */
export function argumentShape(
  tool: AnyTool | undefined,
  args: unknown,
  input?: Readonly<Record<string, unknown>>,
): ArgumentShape {
  const given = typeof args === 'object' && args !== null && !Array.isArray(args) ? Object.entries(args) : [];
  const known = tool === undefined ? [] : parameterNames(tool);
  const named = given.filter(([name]) => known.includes(name));
  const others = given.length - named.length;
  return {
    args: {
      ...Object.fromEntries(named.map(([name, value]) => [name, shapeOf(value)])),
      ...(others > 0 && { others: String(others) }),
    },
    ...(tool !== undefined && input !== undefined && { question: keyed(sorted(tool.name, input)) }),
  };
}

/** Where to go on, and how much to show, are not part of a question. */
function sorted(tool: string, input: Readonly<Record<string, unknown>>): string {
  const question = Object.entries(input).filter(([name]) => name !== 'cursor' && name !== 'limit');
  return JSON.stringify([tool, question.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function keyed(text: string): string {
  return hash('sha256', `${KEY}${text}`, 'base64url').slice(0, 8);
}

function shapeOf(value: unknown): string {
  if (typeof value === 'string') return `text(${value.length})`;
  if (Array.isArray(value)) return `list(${value.length})`;
  return value === null ? 'null' : typeof value;
}
