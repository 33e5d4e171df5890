import { policyOf, type PolicyDocument } from './policy-document.ts';
import { ASSUME_ACTIONS } from './permissions-policy.ts';

/** A service account of a cluster; without a namespace, every one of that name. */
export interface ServiceAccount {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** The service account that the chart makes, in whatever namespace it is installed. */
export const DEFAULT_SERVICE_ACCOUNT: ServiceAccount = { name: 'cloudwatch-mcp-service-account' };

export interface IrsaTrust {
  readonly partition: string;
  readonly account: string;
  /** The cluster's OIDC provider without `https://`: `oidc.eks.us-east-1.amazonaws.com/id/ABC`. */
  readonly oidcProvider: string;
  /** At least one. */
  readonly serviceAccounts: readonly ServiceAccount[];
}

/**
 * Trusts the tokens that a cluster issues to service accounts (IRSA): by their subject,
 * `system:serviceaccount:<namespace>:<name>`, and by the audience that EKS gives them for AWS. The wildcard of a namespace
 * left open crosses colons as well, which lets nobody in beside: names in Kubernetes have none.
 */
export function irsaTrust({ partition, account, oidcProvider, serviceAccounts }: IrsaTrust): PolicyDocument {
  const subjects = serviceAccounts.map(({ namespace = '*', name }) => `system:serviceaccount:${namespace}:${name}`);
  const audience = { [`${oidcProvider}:aud`]: 'sts.amazonaws.com' };
  const subject = { [`${oidcProvider}:sub`]: oneOrMany(subjects) };
  const open = serviceAccounts.some(({ namespace }) => namespace === undefined);
  return policyOf([
    {
      Sid: 'ServiceAccountTokens',
      Effect: 'Allow',
      Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${oidcProvider}` },
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Condition: open ? { StringEquals: audience, StringLike: subject } : { StringEquals: { ...audience, ...subject } },
    },
  ]);
}

export interface PodIdentityTrust {
  /** The account of the clusters. */
  readonly account: string;
  /** None: whichever an association of that account names. */
  readonly serviceAccounts: readonly ServiceAccount[];
}

/**
 * Trusts EKS Pod Identity on behalf of one account's clusters: EKS sends `aws:SourceAccount` with each request
 * (awslabs/mountpoint-s3-csi-driver#781 has a role that works with this condition alone). Service accounts are told apart by the session tags that
 * it sets, so an association with these tags switched off gets nothing where some are named.
 */
export function podIdentityTrust({ account, serviceAccounts }: PodIdentityTrust): PolicyDocument {
  const statement = (Sid: string, tags: Readonly<Record<string, string>>) => ({
    Sid,
    Effect: 'Allow' as const,
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition: { StringEquals: { 'aws:SourceAccount': account, ...tags } },
  });
  if (serviceAccounts.length === 0) return policyOf([statement('PodIdentity', {})]);
  // A statement for each: two lists of one condition would allow every name in every namespace.
  return policyOf(
    serviceAccounts.map(({ namespace, name }, index) =>
      statement(`PodIdentity${index + 1}`, {
        ...(namespace !== undefined && { 'aws:RequestTag/kubernetes-namespace': namespace }),
        'aws:RequestTag/kubernetes-service-account': name,
      }),
    ),
  );
}

export interface ReaderTrust {
  readonly partition: string;
  /** The account of the server's role. */
  readonly account: string;
  /** The name of the server's role. */
  readonly role: string;
  /** What the server must say when it assumes the role; nothing unless given. */
  readonly externalId?: string | undefined;
}

/** Lets the server's role in another account assume the role that has this policy, with session tags and a source identity. */
export function readerTrust({ partition, account, role, externalId }: ReaderTrust): PolicyDocument {
  const statement = { Effect: 'Allow', Principal: { AWS: roleArn(partition, account, role) } } as const;
  if (externalId === undefined) return policyOf([{ Sid: 'ServerRole', ...statement, Action: ASSUME_ACTIONS }]);
  // The other actions know no external id (Service Authorization Reference of STS), and do nothing without AssumeRole.
  const [assume, ...others] = ASSUME_ACTIONS;
  return policyOf([
    {
      Sid: 'ServerRole',
      ...statement,
      Action: [assume],
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
    { Sid: 'ServerRoleSession', ...statement, Action: others },
  ]);
}

/** The ARN of a role. */
export function roleArn(partition: string, account: string, role: string): string {
  return `arn:${partition}:iam::${account}:role/${role}`;
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}
