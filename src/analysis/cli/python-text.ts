import type { Json } from './plain.ts';

/** Whether a number is a floating-point one to the API, by the name it is under where it has one. */
export type IsDouble = (n: number, name: string | undefined) => boolean;

/** A value as Python's `str` writes it, which the AWS CLI's text output is made of. */
export function pythonText(value: Json, name: string | undefined, isDouble: IsDouble): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return isDouble(value, name) ? pythonFloat(value) : String(value);
  if (value === null) return 'None';
  return value === true ? 'True' : value === false ? 'False' : pythonRepr(value, isDouble);
}

/** `12.0`, `0.5`, `1e-05`, `1e+16`: the shortest digits that give the number again, as Python writes them. */
function pythonFloat(n: number): string {
  const size = Math.abs(n);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return n.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(n) ? `${n}.0` : String(n);
}

/** Lists and members among scalars, which only a query can bring about. */
function pythonRepr(value: Json, isDouble: IsDouble): string {
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    return `${quote}${value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n')}${quote}`;
  }
  if (Array.isArray(value)) return `[${value.map((one) => pythonRepr(one, isDouble)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return pythonText(value, undefined, isDouble);
  return `{${Object.entries(value)
    .map(([name, part]) => `${pythonRepr(name, isDouble)}: ${pythonRepr(part, isDouble)}`)
    .join(', ')}}`;
}
