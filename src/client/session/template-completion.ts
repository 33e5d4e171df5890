/** What a template, or its next part, could go on with where `typed` stands. */
export type NextPart =
  | { readonly kind: 'text'; readonly whole: string }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** What of the URI is done before the value. */
      readonly before: string;
      readonly typed: string;
      readonly given: Readonly<Record<string, string>>;
    };

/**
 * Where a half typed URI stands in a template of plain variables, `cloudwatch://{region}/alarms/{name}`; undefined where it
 * is another's, or whole.
 */
export function nextPart(template: string, typed: string): NextPart | undefined {
  const given: Record<string, string> = {};
  let at = 0;
  for (const [, text = '', name = ''] of template.matchAll(/([^{}]*)(?:\{(\w+)\}|$)/g)) {
    const rest = typed.slice(at);
    if (!rest.startsWith(text)) {
      return text.startsWith(rest) ? { kind: 'text', whole: typed.slice(0, at) + text } : undefined;
    }
    at += text.length;
    if (name === '') return undefined;
    const value = /^[^/?#]*/.exec(typed.slice(at))?.[0] ?? '';
    if (at + value.length === typed.length) {
      return { kind: 'variable', name, before: typed.slice(0, at), typed: decoded(value), given };
    }
    given[name] = decoded(value);
    at += value.length;
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
