/** The JSON value at the start of a text, as it is written there; undefined where there is none, or its end is missing. */
export function leadingJson(text: string): string | undefined {
  const scalar = /^(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false)/.exec(text)?.[0];
  if (scalar !== undefined) return isJson(scalar) ? scalar : undefined;
  if (!/^[[{]/.test(text)) return undefined;
  for (let end = text.search(/[\]}]/); end >= 0; end = nextBracket(text, end + 1)) {
    const candidate = text.slice(0, end + 1);
    if (isJson(candidate)) return candidate;
  }
  return undefined;
}

function nextBracket(text: string, from: number): number {
  const at = text.slice(from).search(/[\]}]/);
  return at < 0 ? -1 : from + at;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
