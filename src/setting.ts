import type { SectionName, Sections } from './config-sections/sections.ts';
import type { Parser, PrometheusServer } from './setting-parsers.ts';
import type { Toolset } from './toolsets.ts';

export const AUTH_MODES = ['none', 'bearer', 'oidc'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
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
  /** The most that one Logs Insights query may be expected to scan. */
  readonly maxScanGb: number;
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
