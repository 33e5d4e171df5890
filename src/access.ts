/** What a rule may allow or refuse, one by one. */
export const ACCESS_KINDS = ['toolset', 'account', 'region', 'logGroup', 'metricNamespace', 'promqlSource'] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

/** A label that PromQL is held to: series must have it with one of the values. */
export interface HeldLabel {
  readonly name: string;
  readonly values: readonly string[];
  /** What holds to it: `rule "payments" of the policy`. */
  readonly by: string;
}

/**
 * What a principal may see of one account, as pure predicates. Every list is filtered by these before it is counted and
 * cut; every direct question is checked by them. Without a policy everything is allowed.
 *
 * The empty name stands for "whichever": it is allowed where nothing of its kind is refused.
 */
export interface Access extends Readonly<Record<AccessKind, (name: string) => boolean>> {
  /** Every PromQL selector is held to all of them; a name may come twice, with what two rules say. */
  readonly promqlLabels: readonly HeldLabel[];
  /** The rule of the policy that names the principal; undefined where none has to. */
  readonly rule?: string | undefined;
  /** What refuses something, for the sentence its asker reads: `rule "payments" of the policy`; undefined where nothing does. */
  readonly refusedBy: (kind: AccessKind, name: string) => string | undefined;
}

const yes = () => true;

export const ALLOW_ALL: Access = {
  toolset: yes,
  account: yes,
  region: yes,
  logGroup: yes,
  metricNamespace: yes,
  promqlSource: yes,
  promqlLabels: [],
  refusedBy: () => undefined,
};

/**
 * What limits a principal in things of these kinds, to end a sentence as `byRule` does; undefined where nothing of them is
 * refused.
 */
export function limitOf(access: Access, ...kinds: readonly AccessKind[]): string | undefined {
  const kind = kinds.find((one) => !access[one](''));
  return kind && byRule(access, kind, '');
}

/** ` (rule "payments" of the policy)`, to end the sentence of a refusal; empty where no rule is known. */
export function byRule(access: Pick<Access, 'refusedBy'>, kind: AccessKind, name: string): string {
  const rule = access.refusedBy(kind, name);
  return rule === undefined ? '' : ` (${rule})`;
}
