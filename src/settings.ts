/** Every setting once: its name, default, what is allowed, and how it is read. The README's table is made from this. */

import { AUTH_SETTINGS, type AuthMode } from './auth-settings.ts';
import {
  list,
  nonEmpty,
  oneOf,
  prometheusUrls,
  region,
  regions,
  someOf,
  wholeNumber,
  type Parser,
  type PrometheusServer,
} from './setting-parsers.ts';
import type { SectionName, Sections } from './config-sections/sections.ts';

export const TOOLSETS = ['logs', 'metrics', 'alarms', 'promql', 'server'] as const;
export type Toolset = (typeof TOOLSETS)[number];

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config extends Sections {
  readonly awsRegion: string;
  readonly awsProfile: string | undefined;
  /** Never empty; the first is the default region. */
  readonly regions: readonly string[];
  readonly port: number;
  readonly serverHost: string;
  /** 0: no health and metrics port. */
  readonly adminPort: number;
  readonly auth: AuthMode;
  readonly bearerTokensFile: string | undefined;
  /** Where clients reach `/mcp`, to the letter: what access tokens are made for. */
  readonly resourceUrl: string | undefined;
  /** The commonest `oidc` without a file; completed configurations have it in `oidc`. */
  readonly oidcIssuer: string | undefined;
  readonly oidcAudience: readonly string[];
  readonly allowUnauthenticated: boolean;
  /** Host names (without ports) that requests may name; empty: the loopback names on a loopback bind, else any. */
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly logLevel: LogLevel;
  readonly toolsets: readonly Toolset[];
  readonly disabledTools: readonly string[];
  readonly prometheusUrls: readonly PrometheusServer[];
  /** Seconds. */
  readonly toolTimeout: number;
  /** Seconds from SIGTERM until no more connections are taken. */
  readonly drainDelay: number;
  readonly maxResultTokens: number;
  /** FilterLogEvents calls a second, per region, where that is less than the part of the quota to use. */
  readonly logsSearchRate: number;
}

export interface Setting {
  readonly key: Exclude<keyof Config, SectionName>;
  readonly env: string;
  readonly aliases?: readonly string[];
  readonly fallback: unknown;
  /** The default as the table shows it. */
  readonly shown: string;
  readonly allowed: string;
  readonly help: string;
  /** Throws where the text is not allowed. */
  readonly parse: Parser<unknown>;
}

export const SETTINGS: readonly Setting[] = [
  {
    key: 'awsRegion',
    env: 'AWS_REGION',
    fallback: 'us-east-1',
    shown: 'us-east-1',
    allowed: 'an AWS region such as us-east-1',
    help: 'Default region',
    parse: region,
  },
  {
    key: 'awsProfile',
    env: 'AWS_PROFILE',
    fallback: undefined,
    shown: '',
    allowed: 'the name of a profile',
    help: 'Profile of the shared AWS configuration (on a laptop)',
    parse: nonEmpty,
  },
  {
    key: 'regions',
    env: 'CLOUDWATCH_MCP_REGIONS',
    fallback: [],
    shown: '`AWS_REGION`',
    allowed: 'AWS regions separated by commas',
    help: 'Regions to answer about; the first is the default',
    parse: regions,
  },
  {
    key: 'port',
    env: 'CLOUDWATCH_MCP_PORT',
    fallback: 3334,
    shown: '3334',
    allowed: 'a port from 0 to 65535 (0: a free one)',
    help: 'Port of `/mcp`',
    parse: wholeNumber(0, 65_535),
  },
  {
    key: 'serverHost',
    env: 'CLOUDWATCH_MCP_SERVER_HOST',
    fallback: '127.0.0.1',
    shown: '127.0.0.1',
    allowed: 'an address to bind',
    help: 'Address to bind',
    parse: nonEmpty,
  },
  {
    key: 'adminPort',
    env: 'CLOUDWATCH_MCP_ADMIN_PORT',
    fallback: 9464,
    shown: '9464',
    allowed: 'a port from 0 to 65535',
    help: 'Port of `/livez`, `/readyz` and `/metrics`; 0 switches it off, as in `demo` and `stdio`',
    parse: wholeNumber(0, 65_535),
  },
  ...AUTH_SETTINGS,
  {
    key: 'allowedHosts',
    env: 'CLOUDWATCH_MCP_ALLOWED_HOSTS',
    fallback: [],
    shown: 'localhost names on a local bind, else any',
    allowed: 'host names without ports, separated by commas',
    help: 'Host headers to accept',
    parse: list,
  },
  {
    key: 'allowedOrigins',
    env: 'CLOUDWATCH_MCP_ALLOWED_ORIGINS',
    fallback: [],
    shown: 'localhost names',
    allowed: 'host names without ports, separated by commas',
    help: 'Browser origins to accept',
    parse: list,
  },
  {
    key: 'logLevel',
    env: 'CLOUDWATCH_MCP_LOG_LEVEL',
    aliases: ['FASTMCP_LOG_LEVEL'],
    fallback: 'INFO',
    shown: 'INFO',
    allowed: LOG_LEVELS.join(', '),
    help: 'Log level; `FASTMCP_LOG_LEVEL` is read too',
    parse: oneOf(LOG_LEVELS),
  },
  {
    key: 'toolsets',
    env: 'CLOUDWATCH_MCP_TOOLSETS',
    fallback: [...TOOLSETS],
    shown: TOOLSETS.join(','),
    allowed: `all, or some of ${TOOLSETS.join(', ')}`,
    help: 'Toolsets to offer',
    parse: someOf(TOOLSETS),
  },
  {
    key: 'disabledTools',
    env: 'CLOUDWATCH_MCP_DISABLED_TOOLS',
    fallback: [],
    shown: '',
    allowed: 'names of tools separated by commas',
    help: 'Single tools to leave out',
    parse: list,
  },
  {
    key: 'prometheusUrls',
    env: 'CLOUDWATCH_MCP_PROMETHEUS_URLS',
    fallback: [],
    shown: '',
    allowed: 'name=url separated by commas, with http or https URLs and names that differ',
    help: 'Plain Prometheus servers, `name=url` separated by commas',
    parse: prometheusUrls,
  },
  {
    key: 'toolTimeout',
    env: 'CLOUDWATCH_MCP_TOOL_TIMEOUT',
    fallback: 45,
    shown: '45',
    allowed: 'whole seconds from 1 to 900',
    help: 'Deadline of a tool call, seconds',
    parse: wholeNumber(1, 900),
  },
  {
    key: 'drainDelay',
    env: 'CLOUDWATCH_MCP_DRAIN_DELAY',
    fallback: 5,
    shown: '5',
    allowed: 'whole seconds from 0 to 300',
    help: 'How long after SIGTERM new connections are still taken, seconds: load balancers need it to hear of `/readyz`',
    parse: wholeNumber(0, 300),
  },
  {
    key: 'maxResultTokens',
    env: 'CLOUDWATCH_MCP_MAX_RESULT_TOKENS',
    fallback: 6000,
    shown: '6000',
    allowed: 'a whole number from 1000 to 100000',
    help: 'Most tokens of a result',
    parse: wholeNumber(1_000, 100_000),
  },
  {
    key: 'logsSearchRate',
    env: 'CLOUDWATCH_MCP_LOGS_SEARCH_RATE',
    fallback: 5,
    shown: '5',
    allowed: 'a whole number from 1 to 1000',
    help: "Most `FilterLogEvents` calls a second in a region, within the part of the account's quota to use (half of it)",
    parse: wholeNumber(1, 1_000),
  },
];
