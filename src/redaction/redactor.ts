import { REDACTION_RULES, type RedactionSection } from '../config-sections/redaction.ts';
import { firstLook } from './first-look.ts';
import { placeholder, type Rule } from './rule.ts';
import { RULES } from './rules.ts';

/** Replaces the secrets of a text by their rules' names; a text without any comes back as it is. */
export type Redact = (text: string) => string;

/** @param section of the configuration; without one every known rule is on */
export function createRedactor(section?: RedactionSection): Redact {
  if (section?.enabled === false) return (text) => text;
  const on = REDACTION_RULES.filter((name) => section?.rules[name] !== false);
  const rules = on.map((name) => [RULES[name], () => placeholder(name)] as const);
  const look = firstLook(on);
  const own = (section?.custom ?? []).map(
    ({ name, pattern }) => [customRule(pattern), () => placeholder(name)] as const,
  );
  return (text) => {
    const wanted = look(text);
    let rest = text;
    for (let i = 0; wanted >> i !== 0; i += 1) {
      const [rule, put] = rules[i] as (typeof rules)[number];
      if ((wanted & (1 << i)) !== 0 && rule.hint.test(rest)) rest = rule.replace(rest, put);
    }
    for (const [rule, put] of own) rest = rule.replace(rest, put);
    return rest;
  };
}

/** What stands in a secret's place already is left as it is. */
function customRule(pattern: string): Rule {
  const either = new RegExp(`\\[redacted:[a-z0-9-]+\\]|(?:${pattern})`, 'g');
  return {
    hint: either,
    replace: (text, put) => text.replace(either, (match) => (match.startsWith('[redacted:') ? match : put())),
  };
}
