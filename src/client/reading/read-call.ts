import { leadingJson } from '../arguments/leading-json.ts';

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
  const found = callsIn(text).find((call) => call.tool === tool);
  return found && { tool, args: found.args };
}

/** A proposed call, and where in the text it stands. */
export interface PlacedCall extends ProposedCall {
  readonly start: number;
  readonly end: number;
}

/** Every call that a text spells out, in its order. */
export function callsIn(text: string): PlacedCall[] {
  const calls: PlacedCall[] = [];
  const sign = /\b([a-z][a-z\d]*(?:_[a-z\d]+)+) +(?=\w+=)/g;
  for (let found = sign.exec(text); found !== null; found = sign.exec(text)) {
    const [head, tool = ''] = found;
    const { args, length } = readArguments(text.slice(sign.lastIndex));
    if (length === 0) continue;
    calls.push({ tool, args, start: found.index, end: found.index + head.length + length });
    // What looks like a call in one of its texts is none.
    sign.lastIndex += length;
  }
  return calls;
}

/** `name=JSON name=JSON …`, as far as it goes; `length` is without what stands behind the last value. */
function readArguments(text: string): { args: Record<string, unknown>; length: number } {
  const args: Record<string, unknown> = {};
  let rest = text;
  let length = 0;
  for (let name = /^(\w+)=/.exec(rest); name !== null; name = /^(\w+)=/.exec(rest)) {
    rest = rest.slice(name[0].length);
    const value = leadingJson(rest);
    if (value === undefined) break;
    args[name[1] ?? ''] = JSON.parse(value);
    length = text.length - rest.length + value.length;
    rest = rest.slice(value.length).replace(/^[ \t,]+/, '');
  }
  return { args, length };
}
