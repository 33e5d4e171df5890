import { parseArgs } from 'node:util';
import { ConfigError } from './config-error.ts';
import { completeAuth } from './config-sections/complete-auth.ts';
import { readConfigFile, type Texts } from './config-file.ts';
import { shown } from './config-issues.ts';
import { isLoopback } from './setting-parsers.ts';
import { SETTINGS } from './settings.ts';
import type { Config, Setting } from './setting.ts';
import { readTracingSettings, type TracingChoice } from './tracing-settings.ts';

export { ConfigError } from './config-error.ts';
export { isLoopback } from './setting-parsers.ts';
export type { Config } from './setting.ts';

/** Where the file's name comes from: a flag or a variable, never the file itself. */
const FILE_ENV = 'CLOUDWATCH_MCP_CONFIG';
const FILE_FLAG = 'config';

/**
 * The configuration: flags beat environment beat file beat defaults.
 * @param argv the command line after the command's name
 * @throws ConfigError
 */
export function loadConfig(argv: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): Config {
  const flags = readFlags(argv);
  const path = pathOf(flags, env);
  const given: Texts = { ...readEnvironment(env), ...flags };
  const file = path === undefined ? undefined : readConfigFile(path, `${FILE_ENV} (--${FILE_FLAG})`, given);
  const texts: Texts = { ...file?.texts, ...given };
  const config: Record<string, unknown> = { ...file?.sections };
  for (const setting of SETTINGS) config[setting.key] = valueOf(setting, texts[setting.key]);
  const known = config as unknown as Config;
  const complete: Config = { ...known, regions: known.regions.length > 0 ? known.regions : [known.awsRegion] };
  refuseOpenBind(complete);
  refuseBrokenEndpoints(env);
  return completeAuth(complete);
}

/** Where the configuration file is that `loadConfig` reads with the same arguments; undefined where there is none. */
export function configPath(argv: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): string | undefined {
  return pathOf(readFlags(argv), env);
}

function pathOf(flags: Texts, env: NodeJS.ProcessEnv): string | undefined {
  return flags[FILE_FLAG]?.text ?? configFileOf(env);
}

function valueOf(setting: Setting, given: { text: string; from: string } | undefined): unknown {
  if (given === undefined) return setting.fallback;
  try {
    return setting.parse(given.text);
  } catch {
    throw new ConfigError(`${given.from} is ${shown(given.text)}: allowed is ${setting.allowed}.`);
  }
}

function readEnvironment(env: NodeJS.ProcessEnv): Texts {
  const texts: Texts = {};
  for (const setting of SETTINGS) {
    const names = [setting.env, ...(setting.aliases ?? [])];
    const name = names.find(
      (candidate) => (env[candidate] ?? '') !== '' && !isServiceLink(candidate, env[candidate] ?? ''),
    );
    if (name !== undefined) texts[setting.key] = { text: env[name] ?? '', from: name };
  }
  return texts;
}

/**
 * Kubernetes tells every pod of a namespace where the Service `cloudwatch-mcp` is, in variables that look like ours:
 * `CLOUDWATCH_MCP_PORT=tcp://10.0.0.1:3334`.
 */
function isServiceLink(name: string, text: string): boolean {
  return name === 'CLOUDWATCH_MCP_PORT' && text.startsWith('tcp://');
}

/** The configuration file that the environment names. */
export function configFileOf(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env[FILE_ENV] || undefined;
}

/** Variables that look like settings and are none: misspelled, most likely. */
export function unknownVariables(env: NodeJS.ProcessEnv = process.env): string[] {
  const known = new Set([...SETTINGS.map((setting) => setting.env), FILE_ENV]);
  const links = /^CLOUDWATCH_MCP_(SERVICE_(HOST|PORT)|PORT_\d)/;
  const clients = /^CLOUDWATCH_MCP_(URL|ACCESS_TOKEN|DEBUG|CLIENT_[A-Z_]+)$/;
  return Object.keys(env).filter(
    (name) =>
      name.startsWith('CLOUDWATCH_MCP_') && !known.has(name) && ![links, clients].some((others) => others.test(name)),
  );
}

/** Whether calls go to something else than AWS, such as LocalStack: AWS's own endpoints in a VPC have the variables of single services. */
export function isAwsStandIn(env: NodeJS.ProcessEnv = process.env): boolean {
  const { hostname } = URL.parse(env['AWS_ENDPOINT_URL'] ?? '') ?? { hostname: 'amazonaws.com' };
  return !/(^|\.)(amazonaws\.com(\.cn)?|api\.aws|amazonaws\.eu)$/.test(hostname);
}

/** The options that Node was started with, in its order: of two that say the same the last holds. */
export function nodeOptions(env: NodeJS.ProcessEnv = process.env): string {
  return [env['NODE_OPTIONS'] ?? '', ...process.execArgv].join(' ');
}

/** How traces are taken, by OpenTelemetry's variables. @throws ConfigError */
export function tracingSettings(env: NodeJS.ProcessEnv = process.env): TracingChoice {
  return readTracingSettings(env);
}

/** What the environment says about where AWS credentials come from; none of it is secret. */
export interface CredentialVariables {
  readonly roleArn?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly containerUri?: string | undefined;
  readonly profile?: string | undefined;
}

/** The variables by which platforms hand out credentials. The SDK reads them; they are here to be named. */
export function credentialVariables(env: NodeJS.ProcessEnv = process.env): CredentialVariables {
  return {
    roleArn: env['AWS_ROLE_ARN'] || undefined,
    tokenFile: env['AWS_WEB_IDENTITY_TOKEN_FILE'] || undefined,
    containerUri: env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || undefined,
    profile: env['AWS_PROFILE'] || undefined,
  };
}

/** `--server-host` for the key `serverHost`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readFlags(argv: readonly string[]): Texts {
  const keys = new Map([
    ...SETTINGS.map((setting) => [flagName(setting.key), setting.key] as const),
    [FILE_FLAG, FILE_FLAG],
  ]);
  const options = Object.fromEntries([...keys.keys()].map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    return Object.fromEntries(
      Object.entries(values).map(([name, text]) => [keys.get(name) ?? name, { text: String(text), from: `--${name}` }]),
    );
  } catch (error) {
    throw flagError(error, [...keys.keys()]);
  }
}

/** One line for what `parseArgs` finds wrong with a command line whose flags are `names`. */
export function flagError(error: unknown, names: readonly string[]): ConfigError {
  const { code, message } = error as NodeJS.ErrnoException;
  const [, name] = /^Option '(?:-\w, )?(--[\w-]+)/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && name !== undefined && !message.includes('does not take')) {
    return new ConfigError(`${name} needs a value: one that begins with a dash is written ${name}=-….`);
  }
  return new ConfigError(`${message.split(/[.\n]/)[0]}. Flags: ${names.map((flag) => `--${flag}`).join(', ')}.`);
}

/** The SDK would fail with every call, and not say why. */
function refuseBrokenEndpoints(env: NodeJS.ProcessEnv): void {
  for (const [name, text = ''] of Object.entries(env)) {
    if (!name.startsWith('AWS_ENDPOINT_URL') || text === '' || URL.canParse(text)) continue;
    throw new ConfigError(`${name} is ${JSON.stringify(text)}: it must be a URL, such as http://localhost:4566.`);
  }
}

function refuseOpenBind(config: Config): void {
  if (config.auth !== 'none' || isLoopback(config.serverHost) || config.allowUnauthenticated) return;
  throw new ConfigError(
    `CLOUDWATCH_MCP_SERVER_HOST (--server-host) is ${JSON.stringify(config.serverHost)}, which others can reach, and there is no authentication: set CLOUDWATCH_MCP_AUTH, or CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED=true if the network keeps strangers out, or bind 127.0.0.1.`,
  );
}
