/** Who asks, as authentication found out. */
export interface Principal {
  /** What the policy, the budgets, the logs and CloudTrail know it by: the same for every request of the same caller. */
  readonly name: string;
  /** Groups its token names; empty where it names none. */
  readonly groups: readonly string[];
  /** The scopes its token was given; undefined where scopes do not limit it. */
  readonly scopes: readonly string[] | undefined;
}

/** Whoever asks where there is no authentication. */
export const ANYONE: Principal = { name: 'anyone', groups: [], scopes: undefined };
