import type { Json } from './plain.ts';

/** A scalar as Python's `str` writes it, which the AWS CLI's text output is made of. */
export function pythonText(value: Json): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : pythonRepr(value);
}

/** Lists and members among scalars, which only a query can bring about. */
function pythonRepr(value: Json): string {
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    return `${quote}${value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n')}${quote}`;
  }
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return pythonText(value);
  return `{${Object.entries(value)
    .map(([name, part]) => `${pythonRepr(name)}: ${pythonRepr(part)}`)
    .join(', ')}}`;
}
