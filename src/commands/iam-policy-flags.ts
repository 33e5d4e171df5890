import { parseArgs } from 'node:util';
import { readConfigFile } from '../config-file.ts';
import { configFileOf, ConfigError, flagError } from '../config.ts';
import type { ServiceAccount } from '../iam/trust-policy.ts';
import { list, someOf } from '../setting-parsers.ts';
import { DEFAULT_TOOLSETS, TOOLSETS, type Toolset } from '../toolsets.ts';

export interface PolicyFlags {
  readonly kind: Kind;
  readonly toolsets: readonly Toolset[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly account?: string | undefined;
  readonly oidcProvider?: string | undefined;
  readonly role?: string | undefined;
  readonly partition?: string | undefined;
  readonly externalId?: string | undefined;
  /** The roles of the accounts of a configuration file, by ARN; undefined where none is given. */
  readonly readerRoles?: readonly string[] | undefined;
}

/** The documents there are, each with the flags that say more about it. */
const KINDS = {
  '': ['toolsets', 'partition', 'config'],
  '--trust irsa': ['account', 'oidc-provider', 'service-account', 'partition'],
  '--trust pod-identity': ['account', 'service-account'],
  '--cross-account permissions': ['toolsets', 'partition'],
  '--cross-account trust': ['account', 'role', 'external-id', 'partition'],
  '--cross-account assume': ['account', 'role', 'partition', 'config'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Kind = keyof typeof KINDS;

/** Names in Kubernetes: a namespace is a DNS label, a service account a DNS subdomain. */
const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const SERVICE_ACCOUNT = new RegExp(String.raw`^(?:(\*|${LABEL}):)?(${LABEL}(?:\.${LABEL})*)$`);

/** What each flag may be: its text as the policy has it. */
const PATTERNS: Readonly<Record<string, readonly [pattern: RegExp, allowed: string]>> = {
  trust: [/^(?:irsa|pod-identity)$/, 'irsa or pod-identity'],
  'cross-account': [/^(?:trust|permissions|assume)$/, 'trust, permissions or assume'],
  account: [/^\d{12}$/, 'an account id of 12 digits'],
  'oidc-provider': [
    /^(?:https:\/\/)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w-]+)*$/,
    "the cluster's issuer, such as https://oidc.eks.us-east-1.amazonaws.com/id/ABC",
  ],
  'service-account': [
    SERVICE_ACCOUNT,
    'name or namespace:name, such as jarvis:cloudwatch-mcp-service-account; several with commas',
  ],
  role: [/^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, 'the name of a role, after its path where it has one'],
  'external-id': [/^[\w+=,.@:/-]{2,1224}$/, '2 to 1,224 letters, digits or any of _ + = , . @ : / -'],
  partition: [/^aws(?:-[a-z]+)*$/, 'aws, aws-cn, aws-us-gov or another that begins with aws-'],
};

const NAMES = ['toolsets', ...Object.keys(PATTERNS), 'config'];

/**
 * The flags of `iam-policy`.
 * @throws ConfigError one line that names the flag, its text and what is allowed
 */
export function readPolicyFlags(argv: readonly string[], fileOfEnvironment = configFileOf()): PolicyFlags {
  const texts = parse(argv);
  for (const [name, text] of texts) check(name, text);
  if (texts.has('trust') && texts.has('cross-account'))
    throw new ConfigError('--trust and --cross-account do not go together: each prints a document of its own.');
  const kind = ['trust', 'cross-account']
    .filter((name) => texts.has(name))
    .map((name) => `--${name} ${texts.get(name)}`)
    .join('') as Kind;
  const allowed: readonly string[] = KINDS[kind];
  for (const name of texts.keys()) {
    if (name === 'trust' || name === 'cross-account' || allowed.includes(name)) continue;
    const alone = kind === '' ? `goes with ${kindsWith(name)} only: without them` : `does not go with ${kind}:`;
    throw new ConfigError(`--${name} ${alone} allowed are ${allowed.map((other) => `--${other}`).join(', ')}.`);
  }
  return {
    kind,
    toolsets: toolsetsIn(texts.get('toolsets')),
    serviceAccounts: list(texts.get('service-account') ?? '').map(serviceAccount),
    account: texts.get('account'),
    oidcProvider: texts.get('oidc-provider')?.replace(/^https:\/\//, ''),
    role: texts.get('role'),
    partition: texts.get('partition'),
    externalId: texts.get('external-id'),
    readerRoles: rolesIn(texts.get('config')) ?? rolesOfEnvironment(texts, fileOfEnvironment),
  };
}

/** The roles of the accounts of the file that the environment names, where no flag says which roles are meant. */
function rolesOfEnvironment(texts: ReadonlyMap<string, string>, path: string | undefined): string[] | undefined {
  if (path === undefined || texts.get('cross-account') !== 'assume') return undefined;
  if (['config', 'account', 'role', 'partition'].some((name) => texts.has(name))) return undefined;
  const { accounts = [] } = readConfigFile(path, 'CLOUDWATCH_MCP_CONFIG').sections;
  const roles = accounts.flatMap(({ roleArn }) => roleArn ?? []);
  return roles.length > 0 ? roles : undefined;
}

/** The roles of a configuration file's accounts. */
function rolesIn(path: string | undefined): string[] | undefined {
  if (path === undefined) return undefined;
  const { accounts = [] } = readConfigFile(path, '--config').sections;
  const roles = accounts.flatMap(({ roleArn }) => roleArn ?? []);
  if (roles.length > 0) return roles;
  throw new ConfigError(`--config is ${JSON.stringify(path)}: it has no account with a roleArn.`);
}

/** The documents that a flag says more about, as one reads them out. */
function kindsWith(name: string): string {
  const kinds = Object.entries(KINDS).filter(([, flags]) => (flags as readonly string[]).includes(name));
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(kinds.map(([kind]) => kind));
}

function parse(argv: readonly string[]): Map<string, string> {
  const options = Object.fromEntries(NAMES.map((name) => [name, { type: 'string' as const, multiple: true }]));
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    return new Map(Object.entries(values).map(([name, given]) => [name, (given as string[]).join(',')]));
  } catch (error) {
    throw flagError(error, NAMES);
  }
}

function check(name: string, text: string): void {
  const [pattern, allowed] = PATTERNS[name] ?? [/^/, ''];
  const parts = name === 'service-account' ? text.split(',') : [text];
  if (parts.every((part) => pattern.test(part))) return;
  throw new ConfigError(`--${name} is ${JSON.stringify(text)}: allowed is ${allowed}.`);
}

/** The toolsets that a flag names; those that the service offers by itself where there is none, and no action beyond. */
function toolsetsIn(text: string | undefined): readonly Toolset[] {
  if (text === undefined) return DEFAULT_TOOLSETS;
  try {
    return someOf(TOOLSETS)(text);
  } catch {
    throw new ConfigError(`--toolsets is ${JSON.stringify(text)}: allowed is all, or some of ${TOOLSETS.join(', ')}.`);
  }
}

function serviceAccount(text: string): ServiceAccount {
  const [, namespace, name = ''] = SERVICE_ACCOUNT.exec(text) ?? [];
  return namespace === undefined || namespace === '*' ? { name } : { namespace, name };
}
