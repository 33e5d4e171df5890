import type { AccessKind } from '../access.ts';
import type { PolicyLimits } from '../config-sections/policy.ts';
import type { AllowDeny } from '../config-sections/names.ts';
import type { AccountName } from '../tools/define.ts';
import { anyOf } from './globs.ts';

/** Everything that one rule limits, compiled. */
export interface Layer {
  /** `rule "payments" of the policy` */
  readonly name: string;
  readonly allows: Readonly<Partial<Record<AccessKind, Predicate>>>;
}

type Predicate = (name: string) => boolean;

/** The other names that a thing is matched by, the first its own. */
type NamesOf = (name: string) => readonly string[];

/** @param account whose alias and id are two names of one thing */
export function layerOf(name: string, limits: PolicyLimits, account: AccountName | undefined): Layer {
  const { toolsets, accounts, regions, logGroups, metricNamespaces, promqlSources } = limits;
  const region = regions && predicate(regions);
  const source = promqlSources && predicate(promqlSources, sourceNames);
  return {
    name,
    allows: {
      ...(toolsets && { toolset: (toolset) => toolsets.includes(toolset as (typeof toolsets)[number]) }),
      ...(accounts && { account: predicate(accounts, accountNames(account)) }),
      ...(region && { region }),
      ...(logGroups && { logGroup: predicate(logGroups) }),
      ...(metricNamespaces && { metricNamespace: predicate(metricNamespaces) }),
      ...((source ?? region ?? metricNamespaces) && {
        promqlSource: (id) => {
          const [kind = '', place = ''] = id.split(':', 2);
          // What CloudWatch publishes for PromQL comes from namespaces, and its labels do not tell which.
          if (kind === 'cloudwatch' && metricNamespaces && !namesCloudwatch(promqlSources, id)) return false;
          if (region && kind !== 'prometheus' && !region(place.split('/', 1)[0] ?? '')) return false;
          return source === undefined || source(id);
        },
      }),
    },
  };
}

function predicate({ allow, deny = [] }: AllowDeny, namesOf: NamesOf = (name) => [name]): Predicate {
  const allowed = allow === undefined ? undefined : anyOf(allow);
  // Whoever answers may think less of case than a rule does: what is denied is so in any.
  const denied = anyOf(deny.map((pattern) => pattern.toLowerCase()));
  const all = deny.length === 0 && (allow === undefined || allow.includes('*'));
  return (name) => {
    if (name === '') return all;
    const names = namesOf(name);
    return (allowed === undefined || names.some(allowed)) && !names.some((one) => denied(one.toLowerCase()));
  };
}

/** `amp:us-east-1/ws-1` is also `ws-1`, `prometheus:main` also `main`. */
function sourceNames(id: string): string[] {
  const short = /^(?:amp:[^/]+\/|prometheus:)(.+)$/s.exec(id)?.[1];
  return short === undefined ? [id] : [id, short];
}

function accountNames(account: AccountName | undefined): NamesOf {
  return (name) =>
    account !== undefined && (name === account.id || name === account.alias) ? [account.id, account.alias] : [name];
}

/** Whether a rule allows CloudWatch's PromQL in so many words: a star for every source does not mean it. */
function namesCloudwatch(sources: AllowDeny | undefined, id: string): boolean {
  return anyOf((sources?.allow ?? []).filter((pattern) => pattern.startsWith('cloudwatch:')))(id);
}
