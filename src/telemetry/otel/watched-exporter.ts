import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';

/**
 * An exporter that says in the log when traces stop being taken, once, and when they are again. What the receiver answers is
 * not repeated there.
 */
export function watched(
  exporter: SpanExporter,
  endpoint: string,
  log: Logger,
): { exporter: SpanExporter; unsent: () => number } {
  let failing = false;
  let lost = 0;
  let underWay = 0;
  function tell(count: number, { code, error }: ExportResult): void {
    if (code === ExportResultCode.SUCCESS) {
      if (failing) log.info({ endpoint, lost }, 'traces are taken again');
      failing = false;
      lost = 0;
      return;
    }
    lost += count;
    if (failing) return;
    failing = true;
    log.warn({ endpoint, why: reasonOf(error) }, 'traces are not taken: calls go on without, said once');
  }
  return {
    unsent: () => underWay + lost,
    exporter: {
      export(spans, done) {
        underWay += spans.length;
        exporter.export(spans, (result) => {
          underWay -= spans.length;
          tell(spans.length, result);
          done(result);
        });
      },
      forceFlush: async () => exporter.forceFlush?.(),
      shutdown: () => exporter.shutdown(),
    },
  };
}

/** `ECONNREFUSED`, `HTTP 401`, `no answer in time` */
function reasonOf(error: Error | undefined): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'number') return `HTTP ${code}`;
  if (typeof code === 'string' && /^[A-Z_\d]{3,40}$/.test(code)) return code;
  return error?.message === 'Request timed out' ? 'no answer in time' : 'refused';
}
