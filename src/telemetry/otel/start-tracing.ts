import type { Attributes, Context } from '@opentelemetry/api';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { SamplerSettings, TracingSettings } from '../../tracing-settings.ts';
import { NAME, VERSION } from '../../version.ts';
import type { TraceContext } from '../trace-context.ts';
import type { Message, MessageSpan, Origin, RequestSpan, Tracing } from '../tracing.ts';
import { factAttributes, messageAttributes, messageName, upstreamSpan } from './attributes.ts';
import { watched } from './watched-exporter.ts';

/** How long the end waits for spans that are not sent yet, milliseconds: a collector nearby takes a few. */
const FLUSH_MS = 2_000;

/** Starts to take traces and to send them by OTLP. Nothing of it is global: spans are handed from one to the next. */
export function startTracing(settings: TracingSettings, log: Logger): Tracing {
  const { exporter, unsent } = watched(new OTLPTraceExporter(), settings.endpoint, log);
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': NAME, 'service.version': VERSION }))
      .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] })),
    sampler: samplerOf(settings.sampler),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...settings.batch })],
  });
  const tracer = provider.getTracer(NAME, VERSION);
  const contextOf = settings.propagates ? remoteContext : () => undefined;
  const requests = new WeakMap<RequestSpan, Span>();
  return {
    request({ method, version }, given) {
      const attributes = {
        'http.request.method': method,
        'http.route': '/mcp',
        'url.path': '/mcp',
        'url.scheme': 'http',
        'network.protocol.version': version,
      };
      const options = { kind: SpanKind.SERVER, attributes };
      const span = tracer.startSpan(`${method} /mcp`, options, contextOf(given) ?? ROOT_CONTEXT);
      const request: RequestSpan = {
        end(status) {
          span.setAttribute('http.response.status_code', status);
          if (status >= 500) fail(span, String(status));
          span.end();
        },
      };
      requests.set(request, span);
      return request;
    },
    message: (message, origin) => messageSpan(tracer, message, origin, { requests, contextOf }),
    async close() {
      const sent = provider.shutdown().then(
        () => true,
        () => false,
      );
      const { promise: late, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(false), FLUSH_MS);
      const all = await Promise.race([sent, late]);
      clearTimeout(timer);
      if (!all) log.warn({ endpoint: settings.endpoint, spans: unsent() }, 'ended before all traces were sent');
    },
  };
}

interface Parents {
  readonly requests: WeakMap<RequestSpan, Span>;
  readonly contextOf: (given: TraceContext | undefined) => Context | undefined;
}

/** The span of a message goes on with the trace in its `_meta`, linked to its HTTP request's; else it is in that one's trace. */
function messageSpan(
  tracer: Tracer,
  message: Message,
  origin: Origin | undefined,
  { requests, contextOf }: Parents,
): MessageSpan {
  const http = origin?.span && requests.get(origin.span);
  const own = contextOf(message.trace);
  const around = http === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, http);
  const options = {
    kind: SpanKind.SERVER,
    attributes: messageAttributes(message, origin),
    ...(own !== undefined && http !== undefined && { links: [{ context: http.spanContext() }] }),
  };
  const span = tracer.startSpan(messageName(message), options, own ?? around);
  const inside = trace.setSpan(ROOT_CONTEXT, span);
  return {
    traceId: span.spanContext().traceId,
    describe: (facts) => void span.setAttributes(factAttributes(facts)),
    upstream(call) {
      if (!span.isRecording()) return;
      const { name, attributes } = upstreamSpan(call);
      const { startedMs: startTime, outcome } = call;
      const made = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes }, inside);
      if (outcome !== 'ok') fail(made, outcome);
      made.end(startTime + call.durationMs);
    },
    end(failure) {
      if (failure !== undefined) fail(span, failure);
      span.end();
    },
  };
}

function fail(span: Span, type: string): void {
  span.setAttributes({ 'error.type': type } satisfies Attributes);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

const propagator = new W3CTraceContextPropagator();
const getter = {
  keys: (carrier: TraceContext) => Object.keys(carrier),
  get: (carrier: TraceContext, key: string) => carrier[key as keyof TraceContext],
};

function remoteContext(given: TraceContext | undefined): Context | undefined {
  if (given === undefined) return undefined;
  const context = propagator.extract(ROOT_CONTEXT, given, getter);
  return trace.getSpanContext(context) === undefined ? undefined : context;
}

function samplerOf({ ratio, parentBased }: SamplerSettings): Sampler {
  const root =
    ratio === 1 ? new AlwaysOnSampler() : ratio === 0 ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
  return parentBased ? new ParentBasedSampler({ root }) : root;
}
