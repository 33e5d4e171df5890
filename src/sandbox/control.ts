/** `/_sandbox/*`: steers a sandbox that runs alone. Not signed: it changes nothing but the sandbox. */
import { exposition } from './exposition.ts';
import { FAULT_KEYS, FAULT_KINDS } from './faults.ts';
import type { Fault, Faults } from './faults.ts';
import { INSIGHTS_KEYS } from './insights/query-store.ts';
import type { InsightsSettings, QueryStore } from './insights/query-store.ts';
import { OPERATION_NAMES } from './operations/operations.ts';
import type { Recorder } from './recorder.ts';
import type { Reply } from './wire/call.ts';
import type { SignedRequest } from './wire/sigv4.ts';
import type { World } from './world/types.ts';

/**
 * `GET /_sandbox/calls`: calls by operation. `PUT /_sandbox/faults/<operation>` with a `Fault` as JSON sets one,
 * `DELETE` lifts it, or all at `/_sandbox/faults`; `GET` there lists those in force, and what there is to set. `PUT /_sandbox/insights` says how queries behave (`polls`,
 * `takesMs`, `outcome`, `concurrent`). `GET /_sandbox/metrics?region=`: what a Prometheus scrapes.
 */
export async function answerControl(
  request: SignedRequest,
  sandbox: {
    faults: Faults;
    queries: QueryStore;
    recorder: Recorder;
    world(region: string): Promise<World>;
    clock(): number;
  },
): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url, 'http://sandbox');
  const [, , topic, operation] = pathname.split('/').map(decodeURIComponent);
  if (request.method === 'GET' && topic === 'calls') return json(200, sandbox.recorder.calls());
  if (request.method === 'GET' && topic === 'metrics') {
    const { promSeries } = await sandbox.world(searchParams.get('region') ?? 'us-east-1');
    const body = exposition(promSeries, sandbox.clock());
    return { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4' }, body };
  }
  if (request.method === 'GET' && topic === 'faults' && operation === undefined) {
    return json(200, { faults: sandbox.faults.list(), kinds: FAULT_KINDS, operations: ['*', ...OPERATION_NAMES] });
  }
  if (request.method === 'PUT' && topic === 'insights') {
    const settings = readSettings(request.body.toString());
    if (typeof settings === 'string') return json(400, { message: settings });
    sandbox.queries.configure(settings);
    return json(200, {});
  }
  if (request.method === 'DELETE' && topic === 'faults') {
    if (operation === undefined) sandbox.faults.clear();
    else sandbox.faults.set(operation, undefined);
    return json(200, {});
  }
  if (request.method === 'PUT' && topic === 'faults' && operation !== undefined) {
    const name = operation.replace(/^\d{12}:/, '');
    if (name !== '*' && !OPERATION_NAMES.includes(name)) {
      return json(400, { message: `unknown operation ${operation}; there are *, ${OPERATION_NAMES.join(', ')}` });
    }
    const fault = readFault(request.body.toString());
    if (typeof fault === 'string') return json(400, { message: fault });
    sandbox.faults.set(operation, fault);
    return json(200, {});
  }
  return json(404, { message: `nothing at ${request.method} ${pathname}` });
}

/** The fault in `text`, or what is wrong with it. */
function readFault(text: string): Fault | string {
  try {
    const fault: unknown = JSON.parse(text);
    if (typeof fault !== 'object' || fault === null) return 'a fault is a JSON object';
    const known: readonly string[] = FAULT_KEYS;
    const unknown = Object.keys(fault).find((key) => !known.includes(key));
    if (unknown !== undefined) return `unknown key ${unknown}; a fault has ${known.join(', ')}`;
    if ('kind' in fault && !FAULT_KINDS.some((kind) => kind === fault.kind)) {
      return `unknown kind; there are ${FAULT_KINDS.join(', ')}`;
    }
    return fault;
  } catch {
    return 'a fault is a JSON object';
  }
}

/** How queries are to behave, by `text`, or what is wrong with it. */
function readSettings(text: string): InsightsSettings | string {
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings !== 'object' || settings === null) return 'settings are a JSON object';
    const known: readonly string[] = INSIGHTS_KEYS;
    const unknown = Object.keys(settings).find((key) => !known.includes(key));
    return unknown === undefined ? settings : `unknown key ${unknown}; there are ${known.join(', ')}`;
  } catch {
    return 'settings are a JSON object';
  }
}

function json(status: number, body: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
