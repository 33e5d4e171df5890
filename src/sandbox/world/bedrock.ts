/** Calls of Amazon Bedrock's models: the model invocation log of a region, and the metrics that count the same calls. */
import { makeLogGroup, type Occurrence, type Source } from './log-group.ts';
import { fixedStreams } from './log-streams.ts';
import { ACCOUNT, demand } from './scene.ts';
import type { Scene } from './scene.ts';
import type { LogGroup } from './types.ts';

/** As AWS's console proposes it. */
export const INVOCATION_LOG = '/aws/bedrock/modelinvocations';

interface Model {
  /** As callers name it: with the geography of its inference profile, where it has one. */
  readonly id: string;
  readonly operation: 'Converse' | 'ConverseStream' | 'InvokeModel';
  /** Calls an hour at full demand. */
  readonly rate: number;
  /** Usual tokens and milliseconds of a call. */
  readonly input: number;
  readonly output: number;
  readonly milliseconds: number;
  /** Share of the input that is read from the cache. */
  readonly cached: number;
}

const SONNET = { operation: 'Converse', input: 2_400, output: 420, milliseconds: 5_200, cached: 0.6 } as const;
const NOVA = { operation: 'ConverseStream', input: 900, output: 180, milliseconds: 900, cached: 0 } as const;
const TITAN = { operation: 'InvokeModel', input: 120, output: 0, milliseconds: 90, cached: 0 } as const;

const MODELS: Readonly<Record<string, readonly Model[]>> = {
  'us-east-1': [
    { ...SONNET, id: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', rate: 14 },
    { ...NOVA, id: 'amazon.nova-lite-v1:0', rate: 22 },
    { ...TITAN, id: 'amazon.titan-embed-text-v2:0', rate: 10 },
  ],
  'eu-west-1': [
    { ...SONNET, id: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0', rate: 5 },
    { ...NOVA, id: 'amazon.nova-lite-v1:0', rate: 4 },
  ],
};

const IDENTITIES = [
  `arn:aws:sts::${ACCOUNT}:assumed-role/shop-assistant/checkout`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/shop-assistant/search`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/Developer/alice@example.com`,
  `arn:aws:iam::${ACCOUNT}:user/batch-embeddings`,
] as const;

/** One call, as the log and the metrics tell of it. */
export interface Invocation {
  readonly modelId: string;
  /** Undefined for one that went well. */
  readonly errorCode?: string | undefined;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly latencyMs: number;
}

/** The models that are called in a region, by the names that callers use. */
export function modelsIn(region: string): readonly string[] {
  return (MODELS[region] ?? []).map(({ id }) => id);
}

/** The model invocation log of a region that has one. */
export function invocationLog(scene: Scene, region: string): LogGroup {
  return makeLogGroup(scene, {
    name: INVOCATION_LOG,
    streams: fixedStreams(scene, 'aws/bedrock/modelinvocations'),
    sources: (MODELS[region] ?? []).map((model) => callsOf(model, region)),
    retentionInDays: 30,
    tags: { team: 'platform' },
  });
}

function callsOf(model: Model, region: string): Source {
  return {
    rate: (time) => model.rate * demand(time),
    lines: (at) => JSON.stringify(logEntry(at, model, region)),
  };
}

/** What happened in a call; 1 of 50 is refused, 1 of 100 throttled, and neither uses tokens. */
function invocation(at: Occurrence, model: Model): Invocation {
  const fate = at.random(1);
  const errorCode = fate > 0.99 ? 'ThrottlingException' : fate > 0.97 ? 'ValidationException' : undefined;
  const nothing = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, latencyMs: 0 };
  if (errorCode !== undefined) return { modelId: model.id, errorCode, ...nothing };
  const size = 0.3 + 1.4 * at.random(2);
  const whole = Math.round(model.input * size);
  const cached = Math.round(whole * model.cached);
  const isWritten = at.random(3) > 0.85;
  return {
    modelId: model.id,
    inputTokens: whole - cached,
    cacheReadTokens: isWritten ? 0 : cached,
    cacheWriteTokens: isWritten ? cached : 0,
    outputTokens: Math.round(model.output * (0.2 + 1.6 * at.random(4))),
    latencyMs: Math.round(model.milliseconds * (0.5 + at.random(5) ** 3 * 3)),
  };
}

/** An entry of schema version 1.0; failed calls have no output. */
function logEntry(at: Occurrence, model: Model, region: string): object {
  const call = invocation(at, model);
  const identity = model.operation === 'InvokeModel' ? IDENTITIES[3] : at.pick(6, IDENTITIES.slice(0, 3));
  const isConverse = model.operation !== 'InvokeModel';
  return {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: `${new Date(at.time).toISOString().slice(0, 19)}Z`,
    accountId: ACCOUNT,
    identity: { arn: identity },
    region,
    requestId: [8, 4, 4, 4, 12].map((length, part) => at.hex(20 + part, length)).join('-'),
    operation: model.operation,
    modelId: model.id,
    ...(call.errorCode !== undefined && { errorCode: call.errorCode }),
    input: {
      inputContentType: 'application/json',
      inputBodyJson: isConverse
        ? { messages: [{ role: 'user', content: [{ text: at.pick(7, QUESTIONS) }] }] }
        : { inputText: at.pick(7, QUESTIONS) },
      inputTokenCount: call.inputTokens,
      ...(model.cached > 0 && {
        cacheReadInputTokenCount: call.cacheReadTokens,
        cacheWriteInputTokenCount: call.cacheWriteTokens,
      }),
    },
    ...(call.errorCode === undefined && { output: outputOf(call, isConverse) }),
  };
}

const QUESTIONS = ['Where is my order?', 'Find a lamp for a small desk.', 'Summarise these reviews.'] as const;

/** Only answers of Converse say how long they took. */
function outputOf(call: Invocation, isConverse: boolean): object {
  return {
    outputContentType: 'application/json',
    outputBodyJson: isConverse
      ? {
          output: { message: { role: 'assistant', content: [{ text: 'Certainly.' }] } },
          stopReason: 'end_turn',
          metrics: { latencyMs: call.latencyMs },
          usage: { inputTokens: call.inputTokens, outputTokens: call.outputTokens },
        }
      : { inputTextTokenCount: call.inputTokens },
    outputTokenCount: call.outputTokens,
  };
}

/** The call that an entry of the log tells of. */
export function readEntry(message: string): Invocation {
  const entry = JSON.parse(message) as {
    modelId: string;
    errorCode?: string;
    input: { inputTokenCount: number; cacheReadInputTokenCount?: number; cacheWriteInputTokenCount?: number };
    output?: { outputTokenCount: number; outputBodyJson: { metrics?: { latencyMs: number } } };
  };
  return {
    modelId: entry.modelId,
    errorCode: entry.errorCode,
    inputTokens: entry.input.inputTokenCount,
    cacheReadTokens: entry.input.cacheReadInputTokenCount ?? 0,
    cacheWriteTokens: entry.input.cacheWriteInputTokenCount ?? 0,
    outputTokens: entry.output?.outputTokenCount ?? 0,
    latencyMs: entry.output?.outputBodyJson.metrics?.latencyMs ?? TITAN.milliseconds,
  };
}
