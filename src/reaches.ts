import { LRUCache } from 'lru-cache';
import type { Aws } from './aws/aws.ts';
import type { AwsAccounts, RoleAccount } from './aws/gateway.ts';
import { ofAccount } from './aws/of-account.ts';
import { sessionName } from './aws/session-name.ts';
import type { AccountSection } from './config-sections/accounts.ts';
import type { AccessOf, LimitedAccount } from './policy/access-of.ts';
import type { Principal } from './principal.ts';
import { createPrometheus, type Prometheus } from './prometheus/prometheus.ts';
import type { PrometheusServer } from './setting-parsers.ts';
import { SharedReads } from './shared-reads.ts';
import type { UpstreamObserver } from './upstream-call.ts';
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
  /** Told of every call to a PromQL source. */
  readonly observer?: UpstreamObserver | undefined;
}

/** @param accessOf what the principal may see there; the policy's unless given */
export type Reaches = (principal: Principal, accessOf?: AccessOf) => readonly Reach[];

type Way = Pick<Reach, 'aws' | 'prometheus'>;

/** An account of the configuration, opened. */
interface Opened {
  readonly name: AccountName;
  readonly regions: readonly string[];
  /** Present where a role is assumed. */
  readonly role: RoleAccount | undefined;
  readonly limited: LimitedAccount;
}

/**
 * The accounts as a principal would see them, the default first, with those that its policy refuses. Without any configured
 * it is the server's own. Where an account has a role, a principal has a session of its own there, by which CloudTrail knows it:
 * made when `aws` or `prometheus` of the reach is first read, so that who asks about one account has one session.
 */
export function createReaches(options: ReachOptions): Reaches {
  const { accounts, aws, prometheus } = options;
  if (accounts === undefined) {
    const { regions } = options;
    return (principal, accessOf = options.accessOf) => {
      const access = accessOf(principal, undefined);
      const accessTo = (id: string) => (access.account(id) ? access : undefined);
      return [{ account: undefined, regions, aws: aws.own, prometheus, access, accessTo }];
    };
  }
  const opened = accounts.map((account) => open(account, options));
  const own = opened.find(({ role }) => role === undefined);
  const ownWay = own && wayByOwnCredentials(own.name, options);
  const sessions = new LRUCache<string, Way>({ max: MAX_SESSIONS, ttl: IDLE_MS, updateAgeOnGet: true });
  const promql = new SharedReads();

  function wayOf({ name, role }: Opened, principal: Principal): Way {
    if (role === undefined) return ownWay ?? { aws: aws.own, prometheus };
    const key = `${name.id}/${principal.name}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const session = sessionName(principal.name);
    const assumed: Aws = role.as(session);
    const way = {
      aws: assumed,
      prometheus: createPrometheus({
        aws: assumed,
        servers: options.servers,
        shared: { reads: promql, as: `${name.id}/${session}` },
        observer: options.observer,
      }),
    };
    sessions.set(key, way);
    return way;
  }

  return (principal, accessOf = options.accessOf) => {
    const all = opened.map((account) => ({ account, access: accessOf(principal, account.limited) }));
    return all.map(({ account, access }) => {
      let way: Way | undefined;
      const enter = () => (way ??= wayOf(account, principal));
      return {
        account: account.name,
        regions: account.regions,
        get aws() {
          return enter().aws;
        },
        get prometheus() {
          return enter().prometheus;
        },
        access,
        accessTo(id) {
          const theirs = all.find((other) => other.account.name.id === id)?.access ?? access;
          return theirs.account(id) ? theirs : undefined;
        },
      } satisfies Reach;
    });
  };
}

/** At most one account is read so. */
function wayByOwnCredentials(name: AccountName, { aws, servers, observer }: ReachOptions): Way {
  const own = ofAccount(aws.own, name);
  return { aws: own, prometheus: createPrometheus({ aws: own, servers, observer }) };
}

function open(account: AccountSection, { regions, aws }: ReachOptions): Opened {
  const { id, alias, roleArn, externalId } = account;
  const own = [...new Set(account.regions ?? regions)];
  return {
    name: { id, alias, ...(roleArn !== undefined && { roleArn }) },
    regions: own,
    role:
      roleArn === undefined ? undefined : aws.assuming({ arn: roleArn, externalId, alias, account: id }, own[0] ?? ''),
    limited: account,
  };
}
