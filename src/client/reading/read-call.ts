/** A tool call that a text proposes. */
export interface ProposedCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * The first call of `tool` that a text spells out: `get_metric_statistics namespace="AWS/RDS" period=60`, its values
 * being JSON. Undefined where it proposes none.
 */
export function readCall(text: string, tool: string): ProposedCall | undefined {
  for (const start of text.matchAll(new RegExp(`\\b${tool}\\s+(?=\\w+=)`, 'g'))) {
    const args = readArguments(text.slice(start.index + start[0].length));
    if (Object.keys(args).length > 0) return { tool, args };
  }
  return undefined;
}

/** `name=JSON name=JSON …`, as far as it goes. */
function readArguments(text: string): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  let rest = text;
  for (let name = /^(\w+)=/.exec(rest); name !== null; name = /^(\w+)=/.exec(rest)) {
    rest = rest.slice(name[0].length);
    const value = leadingJson(rest);
    if (value === undefined) break;
    args[name[1] ?? ''] = JSON.parse(value);
    rest = rest.slice(value.length).replace(/^[ \t,]+/, '');
  }
  return args;
}

/** The JSON value at the start of a text, as it is written there. */
function leadingJson(text: string): string | undefined {
  const scalar = /^(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false)/.exec(text)?.[0];
  if (scalar !== undefined) return scalar;
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
