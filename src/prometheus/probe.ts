import { withDeadline } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import { observed, UNOBSERVED } from '../upstream-call.ts';
import type { Endpoint } from './endpoint.ts';
import { object } from './parse.ts';
import { send } from './request.ts';

/** Whether a server answers, and as what. */
export interface ServerState {
  readonly answers: boolean;
  /** Of the server's software, where it tells. */
  readonly version?: string | undefined;
  /** Why it does not answer. */
  readonly error?: string | undefined;
}

const PROBE_MS = 2_000;
const TARGET = { service: 'prometheus', operation: 'buildinfo', region: undefined } as const;

/** Asks for the build info, within two seconds. A server without that endpoint still answers. */
export async function probeServer(
  endpoint: Endpoint,
  signal: AbortSignal,
  observer = UNOBSERVED,
): Promise<ServerState> {
  const asked = { source: { kind: 'prometheus', id: 'the server', name: '' }, api: 'metadata' } as const;
  const request = { method: 'GET', path: '/api/v1/status/buildinfo', params: [] } as const;
  return withDeadline(signal, PROBE_MS, async (deadline) => {
    try {
      const { data } = await observed(observer, TARGET, deadline.signal, (tally) =>
        send(endpoint, request, object, asked, deadline.signal, tally),
      );
      const version = data['version'];
      return { answers: true, ...(typeof version === 'string' && { version }) };
    } catch (error) {
      if (signal.aborted) throw error;
      if (deadline.passed()) return { answers: false, error: `no answer within ${PROBE_MS / 1000} s` };
      if (error instanceof ToolError && error.code === 'not_found') return { answers: true };
      return { answers: false, error: error instanceof ToolError ? firstSentence(error.message) : 'no answer' };
    }
  });
}

function firstSentence(message: string): string {
  return message.split(/\.(?= |$)/, 1)[0] ?? message;
}
