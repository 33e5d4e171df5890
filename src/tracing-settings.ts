/** OpenTelemetry's own variables, as far as its library does not read them itself. */
import { ConfigError } from './config-error.ts';

/** How traces are taken. Where they go (OTEL_EXPORTER_OTLP_*) and whose they are (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) the library reads. */
export interface TracingSettings {
  readonly sampler: SamplerSettings;
  readonly batch: {
    readonly scheduledDelayMillis: number;
    readonly exportTimeoutMillis: number;
    readonly maxQueueSize: number;
    readonly maxExportBatchSize: number;
  };
  /** Whether a caller's trace is gone on with. */
  readonly propagates: boolean;
  /** Without name and password. */
  readonly endpoint: string;
}

export interface TracingChoice {
  /** Undefined where traces are off. */
  readonly settings: TracingSettings | undefined;
  /** What is set and not done, in words. */
  readonly warnings: readonly string[];
}

export interface SamplerSettings {
  /** The part of traces that is kept, 0 to 1. */
  readonly ratio: number;
  /** Whether a caller's decision counts before. */
  readonly parentBased: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** What the specification gives where nothing is said (OpenTelemetry, SDK environment variables). */
const DEFAULT_ENDPOINT = 'http://localhost:4318';
const BATCH = [
  ['scheduledDelayMillis', 'OTEL_BSP_SCHEDULE_DELAY', 5_000],
  ['exportTimeoutMillis', 'OTEL_BSP_EXPORT_TIMEOUT', 30_000],
  ['maxQueueSize', 'OTEL_BSP_MAX_QUEUE_SIZE', 2_048],
  ['maxExportBatchSize', 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512],
] as const;

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;

/**
 * How traces are taken: not at all, unless an endpoint for them is named or OTEL_TRACES_EXPORTER has otlp. What is no value
 * of a variable is told and passed over, as the specification asks.
 * @throws ConfigError for an endpoint that is no URL
 */
export function readTracingSettings(env: Env): TracingChoice {
  const warnings: string[] = [];
  const exporters = listOf(env, 'OTEL_TRACES_EXPORTER');
  if (lower(env, 'OTEL_SDK_DISABLED') === 'true' || exporters.includes('none'))
    return { settings: undefined, warnings };
  const endpoint = ENDPOINTS.find((name) => (env[name] ?? '') !== '');
  const isOn = endpoint !== undefined || exporters.includes('otlp');
  const unknown = exporters.filter((name) => name !== 'otlp');
  if (unknown.length > 0) {
    warnings.push(
      `OTEL_TRACES_EXPORTER has ${JSON.stringify(unknown.join(','))}: traces are sent by otlp, or not at all (none). They are ${isOn ? 'sent by otlp' : 'off'} now.`,
    );
  }
  if (!isOn) return { settings: undefined, warnings };
  const settings = {
    sampler: samplerOf(env, warnings),
    batch: batchOf(env, warnings),
    propagates: propagates(env, warnings),
    endpoint: endpointOf(env, endpoint, warnings),
  };
  return { settings, warnings };
}

function endpointOf(env: Env, name: (typeof ENDPOINTS)[number] | undefined, warnings: string[]): string {
  const text = name === undefined ? DEFAULT_ENDPOINT : (env[name] ?? '');
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(
      `${name} is no URL of http or https, such as http://collector:4318. OTEL_TRACES_EXPORTER=none switches traces off.`,
    );
  }
  const protocol = lower(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? lower(env, 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol !== undefined && protocol !== 'http/protobuf') {
    warnings.push(
      `OTEL_EXPORTER_OTLP_PROTOCOL is ${JSON.stringify(protocol)}: traces are sent as http/protobuf, which collectors take on port 4318.`,
    );
  }
  return url.origin;
}

function samplerOf(env: Env, warnings: string[]): SamplerSettings {
  const name = lower(env, 'OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const [, based, root] = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(name) ?? [];
  if (root === undefined) {
    warnings.push(
      `OTEL_TRACES_SAMPLER is ${JSON.stringify(name)}: known are always_on, always_off and traceidratio, and each with parentbased_ before it. It is parentbased_always_on now.`,
    );
    return { ratio: 1, parentBased: true };
  }
  const parentBased = based !== undefined;
  return { parentBased, ratio: root === 'traceidratio' ? ratioOf(env, warnings) : root === 'always_on' ? 1 : 0 };
}

function ratioOf(env: Env, warnings: string[]): number {
  const text = env['OTEL_TRACES_SAMPLER_ARG'] ?? '';
  const ratio = Number(text);
  if (text === '' || (ratio >= 0 && ratio <= 1)) return text === '' ? 1 : ratio;
  warnings.push(`OTEL_TRACES_SAMPLER_ARG is ${JSON.stringify(text)}: a number from 0 to 1. It is 1 now.`);
  return 1;
}

function batchOf(env: Env, warnings: string[]): TracingSettings['batch'] {
  const values = BATCH.map(([key, name, fallback]) => {
    const text = env[name] ?? '';
    const isNumber = /^\d{1,9}$/.test(text) && Number(text) > 0;
    if (text !== '' && !isNumber)
      warnings.push(`${name} is ${JSON.stringify(text)}: a whole number from 1. It is ${fallback} now.`);
    return [key, isNumber ? Number(text) : fallback] as const;
  });
  return Object.fromEntries(values) as unknown as TracingSettings['batch'];
}

function propagates(env: Env, warnings: string[]): boolean {
  const named = listOf(env, 'OTEL_PROPAGATORS');
  const names = named.length === 0 ? ['tracecontext'] : named;
  const unknown = names.filter((name) => !['tracecontext', 'baggage', 'none'].includes(name));
  if (unknown.length > 0) {
    warnings.push(`OTEL_PROPAGATORS has ${JSON.stringify(unknown.join(','))}: only tracecontext is understood here.`);
  }
  return names.includes('tracecontext');
}

function lower(env: Env, name: string): string | undefined {
  return env[name]?.trim().toLowerCase() || undefined;
}

function listOf(env: Env, name: string): string[] {
  return (lower(env, name) ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
