import type { Aws } from '../aws/aws.ts';
import { tryPermissions } from '../aws/permission-probes.ts';
import type { CredentialVariables } from '../config.ts';
import { withDeadline } from '../deadline.ts';
import { permissionsPolicy } from '../iam/permissions-policy.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import type { Prometheus } from '../prometheus/prometheus.ts';
import { checkClock, checkIdentity } from './aws-checks.ts';
import { checkAccounts, type ExaminedAccount } from './account-checks.ts';
import { checkAuthentication, type AuthSettings } from './auth-checks.ts';
import { fail, pass, warning, type Check } from './check.ts';
import { missingActions, permissionChecks, type Tried } from './permission-checks.ts';
import { checkSource, findSources, tryOnWorkspaces, type Sources } from './promql-checks.ts';
import { checkService, type Ports } from './service-checks.ts';

/** What the doctor looks at. */
export interface Patient {
  readonly aws: Aws;
  readonly prometheus: Prometheus;
  readonly regions: readonly string[];
  /** The configured accounts, the default first; none: the one of the credentials. */
  readonly accounts?: readonly ExaminedAccount[] | undefined;
  readonly toolsets: readonly string[];
  /** The IAM actions of the tools that are on. */
  readonly actions: readonly string[];
  readonly ports: Ports;
  readonly authentication: AuthSettings;
  /** How many tools are on. */
  readonly tools: number;
  readonly credentialVariables: CredentialVariables;
  /** The moment of the examination, epoch milliseconds. */
  readonly now: number;
  /** Variables that look like settings and are none. */
  readonly unknownVariables: readonly string[];
}

export interface Findings {
  readonly checks: readonly Check[];
  /** A policy of what AWS refused, to be added to the role; undefined where it refused nothing. */
  readonly lacking: PolicyDocument | undefined;
}

/** How long everything may take, milliseconds. */
const PATIENCE_MS = 30_000;
/** Every identity may ask this: there is nothing to try. */
const NEEDS_NO_POLICY = 'sts:GetCallerIdentity';

/** Looks at everything, what does not depend on one another at once. */
export async function examine(patient: Patient): Promise<Findings> {
  const { signal } = new AbortController();
  return withDeadline(signal, PATIENCE_MS, async (deadline) => {
    const local = Promise.all([
      checkAuthentication(patient.authentication, deadline.signal),
      checkService(patient.ports, patient.tools, deadline.signal),
    ]).then((checks) => checks.flat());
    const settings = checkSettings(patient);
    const identity = await checkIdentity(patient.aws, patient.credentialVariables, deadline.signal);
    const known = [settings, ...identity, ...checkClock(patient.aws)];
    // Without them everything else of AWS fails for the same reason.
    if (identity.some(({ status }) => status === 'fail'))
      return { checks: [...known, ...(await local)], lacking: undefined };
    const { checks, tried } = await examineAws(patient, deadline.signal);
    return {
      checks: [...known, ...checks, ...permissionChecks(tried), ...(await local)],
      lacking: lackingPolicy(tried, patient),
    };
  });
}

function lackingPolicy(tried: readonly Tried[], { aws, regions }: Patient): PolicyDocument | undefined {
  const missing = missingActions(tried);
  const [region] = regions;
  if (missing.length === 0 || region === undefined) return undefined;
  return permissionsPolicy(missing, { partition: aws.partition(region).name });
}

async function examineAws(patient: Patient, signal: AbortSignal): Promise<{ checks: Check[]; tried: Tried[] }> {
  const { aws, prometheus, regions, accounts, now } = patient;
  const places =
    accounts?.flatMap((account) =>
      account.regions.map((region) => ({ aws: account.aws, region, where: `${account.alias} ${region}` })),
    ) ?? regions.map((region) => ({ aws, region, where: region }));
  const actions = patient.actions.filter((action) => action !== NEEDS_NO_POLICY);
  const asksPromql = patient.toolsets.includes('promql');
  const [inRegions, sources, accountChecks] = await Promise.all([
    Promise.all(places.map((place) => tryIn(place, actions, signal))),
    asksPromql ? findSources({ aws: accounts?.[0]?.aws ?? aws, prometheus }, regions, signal) : NO_SOURCES,
    checkAccounts(accounts ?? [], signal),
  ]);
  const [onWorkspaces, sourceChecks] = await Promise.all([
    tryOnWorkspaces(prometheus, sources.found, actions, now, signal),
    Promise.all(sources.found.map((source) => checkSource(prometheus, source, now, signal))),
  ]);
  const triedOnWorkspaces = new Set(onWorkspaces.map(({ action }) => action));
  const tried = [
    ...inRegions
      .flat()
      .filter(({ action, permission }) => permission.status !== 'not tried' || !triedOnWorkspaces.has(action))
      .map((one) => (sources.unlisted.includes(one.where) ? withoutList(one) : one)),
    ...onWorkspaces,
  ];
  const regionChecks = places.map(({ where }) => checkRegion(where, tried));
  return { checks: [...accountChecks, ...regionChecks, ...sourceChecks], tried };
}

const NO_SOURCES: Sources = { found: [], unlisted: [] };

/** What has not been tried in a region whose workspaces nobody could list might be refused there. */
function withoutList(one: Tried): Tried {
  if (one.permission.status !== 'not tried') return one;
  return { ...one, permission: { status: 'unknown', reason: 'its workspaces could not be listed' } };
}

interface Tryable {
  readonly aws: Aws;
  readonly region: string;
  readonly where: string;
}

async function tryIn(
  { aws, region, where }: Tryable,
  actions: readonly string[],
  signal: AbortSignal,
): Promise<Tried[]> {
  const permissions = await tryPermissions(aws, region, actions, signal);
  return [...permissions].map(([action, permission]) => ({ action, where, permission }));
}

function checkSettings({ regions, toolsets, unknownVariables }: Patient): Check {
  const found = `regions ${regions.join(', ')}; toolsets ${toolsets.join(', ')}`;
  if (unknownVariables.length === 0) return pass('settings', found);
  const remedy = `${unknownVariables.join(', ')}: no setting has that name, so it is ignored. README.md lists the settings.`;
  return warning('settings', found, remedy);
}

/** A region where nothing could be tried is misspelled, switched off, or out of reach. */
function checkRegion(region: string, tried: readonly Tried[]): Check {
  const name = `region ${region}`;
  const here = tried.filter(({ where }) => where === region).map(({ permission }) => permission);
  if (here.some(({ status }) => status === 'allowed' || status === 'missing')) return pass(name, 'answers');
  const reason = here.find(({ status }) => status === 'unknown')?.reason;
  if (reason === undefined) return pass(name, 'has nothing that could be tried');
  const remedy = 'Check the name of the region, that the account has it enabled, and that the network reaches it.';
  return fail(name, reason, remedy);
}
