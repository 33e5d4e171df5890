/** The rules of composite alarms: ALARM(), OK(), INSUFFICIENT_DATA(), TRUE, FALSE, AND, OR, NOT and brackets. */
import type { State } from './alarm-judge.ts';

export interface AlarmRule {
  /** Names of the alarms the rule refers to. */
  readonly children: readonly string[];
  holds(stateOf: (name: string) => State): boolean;
}

const TOKEN =
  /(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*("[^"]*"|'[^']*'|[^\s()"']+)\s*\)|[()]|\b(?:AND|OR|NOT|TRUE|FALSE)\b/gi;

type Rule = (stateOf: (name: string) => State) => boolean;

/** Throws `SyntaxError` for what is no rule. */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = [...text.matchAll(TOKEN)];
  if (text.replaceAll(TOKEN, '').trim() !== '') throw new SyntaxError(`Invalid alarm rule: ${text}`);
  const children = new Set<string>();
  let at = 0;
  const accept = (word: string) => tokens[at]?.[0].toUpperCase() === word && Boolean(++at);

  const any = (): Rule => {
    let left = all();
    while (accept('OR')) {
      const [a, b] = [left, all()];
      left = (stateOf) => a(stateOf) || b(stateOf);
    }
    return left;
  };
  const all = (): Rule => {
    let left = one();
    while (accept('AND')) {
      const [a, b] = [left, one()];
      left = (stateOf) => a(stateOf) && b(stateOf);
    }
    return left;
  };
  const one = (): Rule => {
    if (accept('NOT')) {
      const inner = one();
      return (stateOf) => !inner(stateOf);
    }
    if (accept('TRUE')) return () => true;
    if (accept('FALSE')) return () => false;
    if (accept('(')) {
      const inner = any();
      if (!accept(')')) throw new SyntaxError(`Missing ) in alarm rule: ${text}`);
      return inner;
    }
    const [, state, quoted] = tokens[at++] ?? [];
    if (state === undefined || quoted === undefined) throw new SyntaxError(`Invalid alarm rule: ${text}`);
    const name = alarmNameOf(quoted.replace(/^["']|["']$/g, ''));
    children.add(name);
    return (stateOf) => stateOf(name) === state.toUpperCase();
  };

  const holds = any();
  if (at < tokens.length) throw new SyntaxError(`Invalid alarm rule: ${text}`);
  return { children: [...children], holds };
}

/** The name in an alarm's ARN; a name is itself. */
export function alarmNameOf(nameOrArn: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}
