import type { Shape } from './shape.ts';

/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * An answer as the AWS CLI prints it: what the model knows, in its order, times as ISO 8601 with an offset. Nothing of the
 * answer itself is handed on: others may share it.
 */
export function toPlain(shape: Shape, value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return isoWithOffset(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((part) => toPlain(shape.of, part));
  if (typeof value === 'object') return members(shape, value as Record<string, unknown>);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function members(shape: Shape, value: Record<string, unknown>): Json {
  const named: readonly (readonly [string, Shape])[] =
    shape.kind === 'structure'
      ? [...shape.members].map(([name, of]) => [name, of()] as const)
      : Object.keys(value).map((name) => [name, shape.kind === 'map' ? shape.of : { kind: 'document' }] as const);
  const plain: [string, Json][] = [];
  for (const [name, of] of named) {
    const part = value[name];
    if (part !== undefined && part !== null) plain.push([name, toPlain(of, part)]);
  }
  return Object.fromEntries(plain);
}

/** `2026-11-21T09:40:00+00:00`, with microseconds where there are any. */
function isoWithOffset(date: Date): string {
  const [second = '', ms = '000'] = date.toISOString().replace('Z', '').split('.');
  return `${second}${ms === '000' ? '' : `.${ms}000`}+00:00`;
}
