import { LRUCache } from 'lru-cache';
import type { Access } from './access.ts';
import type { Aws } from './aws/aws.ts';
import type { AwsAccounts, RoleAccount } from './aws/gateway.ts';
import { sessionName } from './aws/session-name.ts';
import type { AccountSection } from './config-sections/accounts.ts';
import { allows } from './name-pattern.ts';
import type { AccessOf } from './policy/access-of.ts';
import type { Principal } from './principal.ts';
import { createPrometheus, type Prometheus } from './prometheus/prometheus.ts';
import type { PrometheusServer } from './setting-parsers.ts';
import { SharedReads } from './shared-reads.ts';
import type { AccountName, Reach } from './tools/define.ts';

/** Sessions of callers in accounts that are kept at once: each is its credentials, not a client. */
const MAX_SESSIONS = 2_000;
/** What nobody asked for so long is forgotten, milliseconds: its credentials end after an hour anyway. */
const IDLE_MS = 3_600_000;

export interface ReachOptions {
  readonly accounts: readonly AccountSection[] | undefined;
  /** Of accounts that name none. */
  readonly regions: readonly string[];
  readonly servers: readonly PrometheusServer[];
  readonly aws: AwsAccounts;
  /** By the server's own credentials. */
  readonly prometheus: Prometheus;
  readonly accessOf: AccessOf;
}

type Way = Pick<Reach, 'aws' | 'prometheus'>;

/** An account of the configuration, opened. */
interface Opened {
  readonly name: AccountName;
  readonly regions: readonly string[];
  /** Present where a role is assumed. */
  readonly role: RoleAccount | undefined;
  readonly within: (access: Access) => Access;
}

/**
 * The accounts that a principal may ask about, the default first. Without any configured it is the server's own. Where an
 * account has a role, a principal has a session of its own there, by which CloudTrail knows it.
 */
export function createReaches(options: ReachOptions): (principal: Principal) => readonly Reach[] {
  const { accounts, aws, prometheus, accessOf } = options;
  if (accounts === undefined) {
    const { regions } = options;
    return (principal) => {
      const access = accessOf(principal, undefined);
      const accessTo = (id: string) => (access.account(id) ? access : undefined);
      return [{ account: undefined, regions, aws: aws.own, prometheus, access, accessTo }];
    };
  }
  const opened = accounts.map((account) => open(account, options));
  const sessions = new LRUCache<string, Way>({ max: MAX_SESSIONS, ttl: IDLE_MS, updateAgeOnGet: true });
  const promql = new SharedReads();

  function wayOf({ name, role }: Opened, principal: Principal): Way {
    if (role === undefined) return { aws: aws.own, prometheus };
    const key = `${name.id}/${principal.name}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const session = sessionName(principal.name);
    const own: Aws = role.as(session);
    const way = {
      aws: own,
      prometheus: createPrometheus({
        aws: own,
        servers: options.servers,
        shared: { reads: promql, as: `${name.id}/${session}` },
      }),
    };
    sessions.set(key, way);
    return way;
  }

  return (principal) => {
    const all = opened.map((account) => {
      const access = account.within(accessOf(principal, account.name));
      return { account, access: access.account(account.name.alias) ? access : undefined };
    });
    return all.flatMap(({ account, access }) => {
      if (access === undefined) return [];
      const accessTo = (id: string) => {
        const configured = all.find((other) => other.account.name.id === id);
        return configured === undefined && access.account(id) ? access : configured?.access;
      };
      return [{ account: account.name, regions: account.regions, ...wayOf(account, principal), access, accessTo }];
    });
  };
}

function open(account: AccountSection, { regions, aws }: ReachOptions): Opened {
  const { id, alias, roleArn, externalId } = account;
  const own = [...new Set(account.regions ?? regions)];
  return {
    name: { id, alias, ...(roleArn !== undefined && { roleArn }) },
    regions: own,
    role:
      roleArn === undefined ? undefined : aws.assuming({ arn: roleArn, externalId, alias, account: id }, own[0] ?? ''),
    within: withinAccount(account),
  };
}

/** What a policy allows of an account, held to the account's own log groups. One value for one value of the policy. */
function withinAccount({ alias, logGroups }: AccountSection): (access: Access) => Access {
  if (logGroups === undefined) return (access) => access;
  const ours = allows(logGroups);
  const made = new WeakMap<Access, Access>();
  return (access) => {
    const known = made.get(access);
    if (known !== undefined) return known;
    const both: Access = {
      ...access,
      logGroup: (name) => ours(name) && access.logGroup(name),
      refusedBy: (kind, name) =>
        access.refusedBy(kind, name) ??
        (kind === 'logGroup' && !ours(name) ? `accounts: ${alias}.logGroups` : undefined),
    };
    made.set(access, both);
    return both;
  };
}
