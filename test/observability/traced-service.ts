import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { markedWorld, startMarkedPrometheus, type Broken } from '../security/marked-world.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';
import { sandboxEnv } from './lines.ts';
import type { ReceivedSpan } from './otlp-protobuf.ts';
import { startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.ts';
import type { Posted } from './post.ts';

/** The service in a process of its own, with traces on, before upstreams in which everything is marked. */
export interface TracedService {
  readonly receiver: OtlpReceiver;
  readonly sandbox: Sandbox;
  readonly service: ServiceProcess;
  /** What the Prometheus answers next. */
  answer(how: Broken): void;
  /** The spans of one request, once that of HTTP, which ends last, has come. */
  spansOf(posted: Posted): Promise<RequestSpans>;
  close(): Promise<void>;
}

export interface RequestSpans {
  readonly http: ReceivedSpan;
  readonly message: ReceivedSpan;
  /** Those of upstream calls. */
  readonly of: readonly ReceivedSpan[];
}

/** @param env more of its environment */
export async function startTracedService(env: Readonly<Record<string, string>>): Promise<TracedService> {
  let broken: Broken = 'no';
  const receiver = await startOtlpReceiver();
  const sandbox = await startSandbox({ makeWorld: markedWorld });
  const prometheus = await startMarkedPrometheus(() => broken);
  const service = await startServiceProcess(
    {
      ...sandboxEnv(sandbox),
      CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${prometheus.url.href}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.endpoint}/base`,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      ...env,
    },
    'test/security/failing-service.ts',
  );
  return {
    receiver,
    sandbox,
    service,
    answer: (how) => void (broken = how),
    async spansOf({ requestId }) {
      const named = (attribute: string) =>
        receiver.spans.find(
          ({ attributes }) =>
            attributes['cloudwatch_mcp.request.id'] === requestId && attributes[attribute] !== undefined,
        );
      const both = () => [named('http.route'), named('mcp.method.name')] as const;
      await until(`the spans of ${requestId}`, () => both().every((span) => span !== undefined));
      const [http, message] = both();
      assert.ok(http && message);
      return { http, message, of: receiver.spans.filter(({ parentSpanId }) => parentSpanId === message.spanId) };
    },
    async close() {
      service.child.kill('SIGKILL');
      await Promise.all([sandbox.close(), prometheus.close(), receiver.close()]);
    },
  };
}
