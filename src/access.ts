/**
 * What a principal may see, as pure predicates. Every list is filtered by these before it is counted and cut; every
 * direct question is checked by them. Without a policy everything is allowed.
 */
export interface Access {
  readonly toolset: (name: string) => boolean;
  readonly region: (region: string) => boolean;
  readonly logGroup: (name: string) => boolean;
  readonly metricNamespace: (namespace: string) => boolean;
  readonly promqlSource: (id: string) => boolean;
}

const yes = () => true;

export const ALLOW_ALL: Access = {
  toolset: yes,
  region: yes,
  logGroup: yes,
  metricNamespace: yes,
  promqlSource: yes,
};
