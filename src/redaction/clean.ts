import type { Redact } from './redactor.ts';

/** Names beside whose values a secret need not look like one. */
const TELLING = /pass|secret|token|key|pwd|cred/i;
/** What a record with a `name` has the values of that name in. */
const VALUES = new Set(['value', 'values', 'examples']);
/** Names of fields as we have them, in which nothing can be. */
const FIELD = /^[a-z][A-Za-z]{0,30}$/;

/** Field names and what they tell are looked at once: answers have thousands of records with the same few. */
const fields = new Map<string, string>();
/** Labels and attributes are anybody's, so not all are kept. */
const MAX_FIELDS = 1_000;

/** The name itself where it tells, else empty; undefined of what is no field of ours. */
function fieldOf(key: string): string | undefined {
  const known = fields.get(key);
  if (known !== undefined || !FIELD.test(key)) return known;
  const tells = telling(key);
  if (fields.size < MAX_FIELDS) fields.set(key, tells);
  return tells;
}

/** Plain data with every text in it cleaned. What has nothing to clean is not copied. */
export function cleanData<T>(value: T, clean: Redact): T {
  return cleaned(value, clean, '') as T;
}

/**
 * Answers have thousands of parts, most of them numbers and times: nothing is made for a part that stays as it is.
 * @param name of the value where it has one that tells, else empty
 */
function cleaned(value: unknown, clean: Redact, name: string): unknown {
  if (typeof value === 'string') return cleanText(value, clean, name);
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return cleanRecord(value as Record<string, unknown>, clean);
  let copy: unknown[] | undefined;
  for (let i = 0; i < value.length; i += 1) {
    const part = cleaned(value[i], clean, name);
    if (part !== value[i]) (copy ??= [...(value as unknown[])])[i] = part;
  }
  return copy ?? value;
}

function cleanRecord(parts: Record<string, unknown>, clean: Redact): unknown {
  const keys = Object.keys(parts);
  const own = telling(parts['name']);
  const label = telling(parts['label']);
  let copy: Record<string, unknown> | undefined;
  let isRenamed = false;
  for (const key of keys) {
    const field = fieldOf(key);
    isRenamed ||= field === undefined && clean(key) !== key;
    const before = parts[key];
    if (typeof before !== 'string' && (typeof before !== 'object' || before === null)) continue;
    const name = (field ?? telling(key)) || (VALUES.has(key) ? own : '');
    let part = cleaned(before, clean, name);
    if (key === 'items' && label !== '' && Array.isArray(part)) part = valuesOfLabel(part, clean, label);
    if (part !== before) (copy ??= { ...parts })[key] = part;
  }
  const rest = copy ?? parts;
  return isRenamed ? renamed(rest, clean) : rest;
}

const telling = (name: unknown): string => (typeof name === 'string' && TELLING.test(name) ? name : '');

/** The values of one label as rows with a `name`. */
function valuesOfLabel(rows: readonly unknown[], clean: Redact, label: string): unknown[] {
  return rows.map((row) => {
    const { name } = (row ?? {}) as { readonly name?: unknown };
    return typeof name === 'string' ? { ...(row as object), name: cleanText(name, clean, label) } : row;
  });
}

/** Secrets as keys: two of them stay two. */
function renamed(parts: Record<string, unknown>, clean: Redact): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parts)) {
    const safe = FIELD.test(key) ? key : clean(key);
    let free = safe;
    for (let n = 2; Object.hasOwn(copy, free); n += 1) free = `${safe} ${n}`;
    copy[free] = value;
  }
  return copy;
}

/** A label `password` has a password in it, though its value alone would not tell. */
function cleanText(value: string, clean: Redact, name: string): string {
  const part = clean(value);
  if (name === '' || part === '') return part;
  const assigned = `${name}=${JSON.stringify(part)}`;
  const rest = clean(assigned);
  if (rest === assigned) return part;
  const inside = rest.slice(name.length + 1);
  try {
    return JSON.parse(inside) as string;
  } catch {
    return inside;
  }
}
