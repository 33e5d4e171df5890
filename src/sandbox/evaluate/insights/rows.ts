/** What commands work on: an event with the fields that commands gave it, or a row of `stats`. */
import { discoverFields } from './discover.ts';
import type { Value } from './values.ts';

/** An event as a query reads it. */
export interface QueryEvent {
  readonly time: number;
  readonly ingestionTime: number;
  readonly message: string;
  readonly stream: string;
  /** `account:group`. */
  readonly log: string;
  /** Made only when it is printed. */
  readonly pointer: () => string;
}

export interface Row {
  /** Undefined for a row of `stats`. */
  readonly event: QueryEvent | undefined;
  get(name: string): Value;
  set(name: string, value: Value): void;
}

const SYSTEM: Readonly<Record<string, (event: QueryEvent) => Value>> = {
  '@timestamp': ({ time }) => ({ moment: time }),
  '@ingestionTime': ({ ingestionTime }) => ({ moment: ingestionTime }),
  '@message': ({ message }) => message,
  '@logStream': ({ stream }) => stream,
  '@log': ({ log }) => log,
  '@ptr': ({ pointer }) => pointer(),
};

/** A row's own fields hide the event's; those in the message are looked for once one is asked for. */
export function eventRow(event: QueryEvent): Row {
  let own: Map<string, Value> | undefined;
  let discovered: Map<string, string> | undefined;
  return {
    event,
    get(name) {
      if (own?.has(name)) return own.get(name);
      if (Object.hasOwn(SYSTEM, name)) return SYSTEM[name]?.(event);
      discovered ??= discoverFields(event.message);
      return discovered.get(name);
    },
    set: (name, value) => void (own ??= new Map()).set(name, value),
  };
}

export function statsRow(): Row {
  const own = new Map<string, Value>();
  return { event: undefined, get: (name) => own.get(name), set: (name, value) => void own.set(name, value) };
}
