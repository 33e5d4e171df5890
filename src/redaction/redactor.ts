import { REDACTION_RULES, type RedactionSection } from '../config-sections/redaction.ts';
import { placeholder, type Rule } from './rule.ts';
import { RULES } from './rules.ts';

/** Replaces the secrets of a text by their rules' names; a text without any comes back as it is. */
export type Redact = (text: string) => string;

/**
 * Anything that any of the rules would look at: one cheap pass, which most texts do not get past. Wider than the rules'
 * own hints, never narrower.
 */
const ANY =
  /A[KS]IA|eyJ|-----BEGIN|:\/\/[^\s/@]{0,80}:|[Ss](?:ecret|ECRET|ess|ESS|ECURITY|ecurity|ig|IG)|[Tt](?:oken|OKEN)|[Kk](?:ey|EY)["'\\ ]{0,6}[:=]|[Pp](?:ass|ASS|wd|WD)|IQoJ|F[wQ]oG|[Bb](?:earer|EARER|asic|ASIC)|[Aa](?:uthoriz|UTHORIZ)|[Ii](?:dentified|DENTIFIED)|gh[pousr]_|github_pat|glpat-|xox[abeoprs]-|_live_|_test_|whsec_|AIza|ya29\.|GOCSPX|npm_|SG\.|sk-|hv[sb]\.|dop_v1|hooks\.slack|[Cc](?:redential|REDENTIAL)|[2-6]\d{3}[ -]?\d{4}/;

/** @param section of the configuration; without one every known rule is on */
export function createRedactor(section?: RedactionSection): Redact {
  if (section?.enabled === false) return (text) => text;
  const rules = REDACTION_RULES.filter((name) => section?.rules[name] !== false).map(
    (name) => [RULES[name], () => placeholder(name)] as const,
  );
  const own = (section?.custom ?? []).map(
    ({ name, pattern }) => [customRule(pattern), () => placeholder(name)] as const,
  );
  const custom = (text: string) => own.reduce((rest, [rule, put]) => rule.replace(rest, put), text);
  return (text) => {
    if (!ANY.test(text)) return own.length === 0 ? text : custom(text);
    let rest = text;
    for (const [rule, put] of rules) if (rule.hint.test(rest)) rest = rule.replace(rest, put);
    return custom(rest);
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
