import { LRUCache } from 'lru-cache';
import { ACCESS_KINDS, ALLOW_ALL, type Access, type AccessKind, type HeldLabel } from '../access.ts';
import type { AllowDeny } from '../config-sections/names.ts';
import type { PolicyLimits, PolicySection } from '../config-sections/policy.ts';
import type { Principal } from '../principal.ts';
import type { AccountName } from '../tools/define.ts';
import { anyOf } from './globs.ts';
import { layerOf, type Layer } from './layer.ts';

/** An account, with the log groups that its configuration allows anybody. */
export interface LimitedAccount extends AccountName {
  readonly logGroups?: AllowDeny | undefined;
}

/**
 * What a principal may see of an account: undefined for the server's own, where none is configured. The same object for
 * everybody whom the same rule names.
 */
export type AccessOf = (principal: Principal, account: LimitedAccount | undefined) => Access;

/** Callers whose rule is remembered. */
const MAX_CALLERS = 1_000;

type Rule = NonNullable<PolicySection['rules']>[number];

/** @param policy of the configuration; without one everything is allowed */
export function accessOf(policy: PolicySection | undefined): AccessOf {
  const { everyone, rules = [] } = policy ?? {};
  const named = rules.map((rule) => ({ rule, names: namesOf(rule) }));
  const known = new LRUCache<string, { rule: Rule | undefined }>({ max: MAX_CALLERS });
  // As many as there are rules times accounts, which the configuration bounds.
  const accesses = new Map<Rule | undefined, Map<string, Access>>();

  function ruleOf(principal: Principal): Rule | undefined {
    const key = JSON.stringify([principal.name, principal.groups]);
    const found = known.get(key) ?? { rule: named.find(({ names }) => names(principal))?.rule };
    known.set(key, found);
    return found.rule;
  }

  return (principal, account) => {
    const rule = rules.length === 0 ? undefined : ruleOf(principal);
    if (rule === undefined && rules.length > 0) return ALLOW_NOTHING;
    const ofRule = accesses.get(rule) ?? new Map<string, Access>();
    accesses.set(rule, ofRule);
    const key = account?.id ?? '';
    const access = ofRule.get(key) ?? build(everyone, rule, account);
    ofRule.set(key, access);
    return access;
  };
}

/** Patterns of groups are held against groups alone: a principal cannot call itself into one. */
function namesOf({ principals }: Rule): (principal: Principal) => boolean {
  const groups = principals.filter((pattern) => pattern.startsWith('group:'));
  const ofGroup = anyOf(groups.map((pattern) => pattern.slice('group:'.length)));
  const ofName = anyOf(principals.filter((pattern) => !groups.includes(pattern)));
  return (principal) => ofName(principal.name) || principal.groups.some(ofGroup);
}

function build(
  everyone: PolicyLimits | undefined,
  rule: Rule | undefined,
  account: LimitedAccount | undefined,
): Access {
  const narrowing = [
    ...(everyone === undefined ? [] : [{ by: 'rule "everyone" of the policy', limits: everyone }]),
    ...(rule === undefined ? [] : [{ by: `rule "${rule.name}" of the policy`, limits: rule }]),
  ];
  const layers = [
    ...narrowing.map(({ by, limits }) => layerOf(by, limits, account)),
    ...(account?.logGroups === undefined
      ? []
      : [layerOf(`logGroups of the account ${account.alias}`, { logGroups: account.logGroups }, account)]),
  ];
  if (layers.length === 0) return ALLOW_ALL;
  const promqlLabels = narrowing.flatMap(({ by, limits }) =>
    Object.entries(limits.promqlLabels ?? {}).map(([name, values]) => ({ name, values: [values].flat(), by })),
  );
  const access = accessBy((kind, name) => refusing(layers, kind, name), promqlLabels);
  return rule === undefined ? access : { ...access, rule: rule.name };
}

function refusing(layers: readonly Layer[], kind: AccessKind, name: string): string | undefined {
  return layers.find(({ allows }) => allows[kind]?.(name) === false)?.name;
}

function accessBy(refusedBy: Access['refusedBy'], promqlLabels: readonly HeldLabel[]): Access {
  const predicates = ACCESS_KINDS.map((kind) => [kind, (name: string) => refusedBy(kind, name) === undefined] as const);
  return { ...(Object.fromEntries(predicates) as Record<AccessKind, Access[AccessKind]>), promqlLabels, refusedBy };
}

const ALLOW_NOTHING = accessBy(() => 'no rule of the policy names you', []);
