/** Faults on demand: what an operation answers instead of, or before, its own answer. */
import { AwsError } from './operation.ts';
import type { Call, Service } from './wire/call.ts';
import { expiredToken } from './wire/sigv4.ts';

export const FAULT_KINDS = [
  /** AWS's refusals, with each service's own code and status. */
  'throttle',
  'serverError',
  'accessDenied',
  'expiredToken',
  /** The sandbox's clock, by which it checks signatures and dates its answers, is twenty minutes ahead. */
  'clockSkew',
  /** Half of the body at once, the rest at one byte a second. */
  'slowBody',
  /** The connection is closed after half of the body. */
  'cut',
  /** Neither JSON nor XML. */
  'malformed',
  /** Objects where lists are, and the other way round. */
  'wrongShape',
  /** Texts where numbers are, and the other way round. */
  'wrongTypes',
  /** 100 MB of white space before the body. */
  'hugeBody',
  /** Three pages of nothing before each page, each with a token that leads on. */
  'emptyPages',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind?: FaultKind | undefined;
  /** An error of another kind. */
  readonly error?: { code: string; message: string; status?: number | undefined } | undefined;
  /** Waits so long before the first byte, whatever it is. */
  readonly delayMs?: number | undefined;
  /** The share of calls it strikes, 0 to 1, evenly spread; 1 unless given. */
  readonly share?: number | undefined;
  /** How many calls it strikes before it ends; without end unless given. */
  readonly times?: number | undefined;
}

export const FAULT_KEYS = ['kind', 'error', 'delayMs', 'share', 'times'] as const satisfies (keyof Fault)[];

export interface Faults {
  /**
   * Sets, or with undefined lifts, the fault of an operation, or of every one that has none of its own: '*'. Of one account
   * alone: `222222222222:DescribeAlarms`.
   */
  set(operation: string, fault: Fault | undefined): void;
  clear(): void;
  /** The faults that are in force, by operation; `times` is how many calls are left to strike. */
  list(): Record<string, Fault>;
  /** What strikes the next call of `operation` to an account. */
  strike(operation: string, account?: string): Fault | undefined;
}

export function makeFaults(initial: Readonly<Record<string, Fault>> = {}): Faults {
  const active = new Map(Object.entries(initial).map(([operation, fault]) => [operation, arm(fault)]));
  return {
    set(operation, fault) {
      if (fault) active.set(operation, arm(fault));
      else active.delete(operation);
    },
    clear: () => active.clear(),
    list() {
      const left = [...active].flatMap(([operation, armed]) => {
        const fault = armed.left();
        return fault === undefined ? [] : [[operation, fault] as const];
      });
      return Object.fromEntries(left);
    },
    strike(operation, account = '') {
      const names = [`${account}:${operation}`, `${account}:*`, operation, '*'];
      const armed = names.map((name) => active.get(name)).find((fault) => fault !== undefined);
      return armed?.strike();
    },
  };
}

interface Armed {
  strike(): Fault | undefined;
  /** What is left of the fault; undefined once it has ended. */
  left(): Fault | undefined;
}

/** Strikes evenly: with a share of 0.25 every fourth call, so that a test knows which. */
function arm(fault: Fault): Armed {
  let left = fault.times ?? Infinity;
  let due = 0;
  return {
    strike() {
      if (left <= 0) return undefined;
      due += fault.share ?? 1;
      if (due < 1 - Number.EPSILON) return undefined;
      due -= 1;
      left -= 1;
      return fault;
    },
    left() {
      if (left <= 0) return undefined;
      return fault.times === undefined ? fault : { ...fault, times: left };
    },
  };
}

/** Codes and statuses as the services' models and AWS's "Common error types" have them. */
const SERVER_ERRORS: Readonly<Record<Service, readonly [code: string, status: number]>> = {
  monitoring: ['InternalServiceFault', 500],
  logs: ['ServiceUnavailableException', 503],
  sts: ['InternalFailure', 500],
  aps: ['InternalServerException', 500],
  oam: ['InternalServiceFault', 500],
};
const IAM_PREFIXES: Readonly<Record<Service, string>> = {
  monitoring: 'cloudwatch',
  logs: 'logs',
  sts: 'sts',
  aps: 'aps',
  oam: 'oam',
};

/** What AWS answers to a caller, by ARN, who lacks an IAM action. */
export function accessDenied(action: string, service: Service, caller: string): AwsError {
  const message = `User: ${caller} is not authorized to perform: ${action} because no identity-based policy allows it`;
  return new AwsError('AccessDeniedException', message, service === 'logs' ? 400 : 403);
}

/** The error that a fault is to the caller of `call`, whose ARN is `caller`; undefined where it strikes in another way. */
export function faultError(fault: Fault, { service, operation, promql }: Call, caller: string): AwsError | undefined {
  if (fault.error) return new AwsError(fault.error.code, fault.error.message, fault.error.status ?? 400);
  switch (fault.kind) {
    case 'throttle':
      return new AwsError('ThrottlingException', 'Rate exceeded', 400);
    case 'serverError': {
      const [code, status] = SERVER_ERRORS[service];
      return new AwsError(code, 'An internal error has occurred. Retry your request.', status);
    }
    case 'accessDenied': {
      // CloudWatch authorizes PromQL by the actions of its own API.
      const own = operation === 'QueryMetrics' ? 'GetMetricData' : 'ListMetrics';
      const action = promql && service === 'monitoring' ? own : operation;
      return accessDenied(`${IAM_PREFIXES[service]}:${action}`, service, caller);
    }
    case 'expiredToken':
      return expiredToken(service);
    default:
      return undefined;
  }
}
