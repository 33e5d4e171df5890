import type { Redact } from './redactor.ts';

/** Names beside whose values a secret need not look like one. */
const TELLING = /pass|secret|token|key|pwd|cred/i;

/** Plain data with every text in it cleaned. What has nothing to clean is not copied. */
export function cleanData<T>(value: T, clean: Redact): T {
  return cleaned(value, clean) as T;
}

/** Answers have thousands of parts, most of them numbers and times: nothing is made for a part that stays as it is. */
function cleaned(value: unknown, clean: Redact): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i += 1) {
      const part = cleaned(value[i], clean);
      if (part !== value[i]) (copy ??= [...(value as unknown[])])[i] = part;
    }
    return copy ?? value;
  }
  const parts = value as Record<string, unknown>;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(parts)) {
    const before = parts[name];
    if (typeof before !== 'string' && (typeof before !== 'object' || before === null)) continue;
    const part = entry(name, before, clean);
    if (part !== before) (copy ??= { ...parts })[name] = part;
  }
  return copy ?? value;
}

/** A label `password` has a password in it, though its value alone would not tell. */
function entry(name: string, value: unknown, clean: Redact): unknown {
  const part = cleaned(value, clean);
  if (typeof value !== 'string' || part !== value || value === '' || !TELLING.test(name)) return part;
  const assigned = `${name}="${value}"`;
  const rest = clean(assigned);
  return rest === assigned || /["\\\n]/.test(value) ? part : rest.slice(name.length + 2, -1);
}
