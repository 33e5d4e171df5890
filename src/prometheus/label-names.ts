/** A name that PromQL takes without quotes. */
const LEGACY = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A label name for a path such as `/api/v1/label/<name>/values`: plain names as they are, others in the "values
 * escaping" of Prometheus 3 (`U__` before, `_` doubled, any other character as `_<hex code point>_`).
 */
export function labelInPath(name: string): string {
  if (LEGACY.test(name) && !name.startsWith('U__')) return name;
  const escaped = Array.from(name, (char, i) => {
    if (char === '_') return '__';
    if (/[A-Za-z]/.test(char) || (i > 0 && /[0-9]/.test(char))) return char;
    return `_${(char.codePointAt(0) ?? 0xfffd).toString(16)}_`;
  });
  return `U__${escaped.join('')}`;
}
