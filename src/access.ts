/** What a rule may allow or refuse, one by one. */
export const ACCESS_KINDS = ['toolset', 'account', 'region', 'logGroup', 'metricNamespace', 'promqlSource'] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

/**
 * What a principal may see of one account, as pure predicates. Every list is filtered by these before it is counted and
 * cut; every direct question is checked by them. Without a policy everything is allowed.
 */
export interface Access extends Readonly<Record<AccessKind, (name: string) => boolean>> {
  /** Labels, by name, that every PromQL selector is held to. */
  readonly promqlLabels: Readonly<Record<string, string>>;
  /** The name of the rule that refuses something, for the sentence its asker reads; undefined where none does. */
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
  promqlLabels: {},
  refusedBy: () => undefined,
};
