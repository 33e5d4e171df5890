/** A policy as IAM reads it, in the order in which IAM's own pages write its elements. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  /** Whom a trust policy lets in; a permissions policy has none. */
  readonly Principal?: Readonly<Partial<Record<'AWS' | 'Federated' | 'Service', string | readonly string[]>>>;
  readonly Action: readonly string[];
  /** What a permissions policy allows the actions on; a trust policy has none. */
  readonly Resource?: readonly string[];
  /** Values by condition key, by operator. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy of these statements, in their order. */
export function policyOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}
