import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Connections of a server that means to leave, followed so that no request on them is lost. */
export interface Connections {
  /** A request has come: its connection is in use until the answer has left. */
  begin(request: IncomingMessage, response: ServerResponse): void;
  /** From now on answers say `connection: close`: callers go on by other connections, to other replicas. */
  leave(): void;
  /** Resolves when nothing is under way and no connection was heard of lately. */
  quiet(): Promise<void>;
}

interface Connection {
  /** Requests whose answers have not left, in order: some callers send the next before they have the last answer. */
  readonly open: ServerResponse[];
  /** When it was opened or its last answer left, in `performance.now()`'s milliseconds. */
  quietSince: number;
}

/**
 * How long after its opening, or after an answer that promised to keep it, a connection may rightly bring another request.
 * Generous for a round trip and a busy caller.
 */
const LINGER_MS = 1_000;

export function followConnections(server: Server): Connections {
  const connections = new Map<Socket, Connection>();
  /** Whose callers are told that the connection ends, by us and not by their own wish. */
  const told = new WeakSet<ServerResponse>();
  let leaving = false;
  let changed: () => void = () => undefined;

  function follow(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection: Connection = { open: [], quietSince: performance.now() };
    connections.set(socket, connection);
    socket.once('close', () => {
      connections.delete(socket);
      changed();
    });
    return connection;
  }
  server.on('connection', follow);

  /** Only the last of several answers may end the connection: Node drops what is asked after one that does. */
  function tell({ open }: Connection): void {
    const [before, last] = [open.at(-2), open.at(-1)];
    if (before !== undefined && told.has(before) && !before.headersSent) before.shouldKeepAlive = true;
    if (last === undefined || last.headersSent || !last.shouldKeepAlive) return;
    last.shouldKeepAlive = false;
    told.add(last);
  }

  /** Milliseconds; Infinity while something is under way. */
  function untilQuiet(): number {
    let since = -Infinity;
    for (const { open, quietSince } of connections.values()) {
      since = Math.max(since, open.length > 0 ? Infinity : quietSince);
    }
    return since + LINGER_MS - performance.now();
  }

  return {
    begin({ socket }, response) {
      const connection = follow(socket);
      connection.open.push(response);
      if (leaving) tell(connection);
      response.once('close', () => {
        connection.open.splice(connection.open.indexOf(response), 1);
        connection.quietSince = performance.now();
        changed();
      });
    },
    leave() {
      leaving = true;
      for (const connection of connections.values()) tell(connection);
    },
    async quiet() {
      for (let wait = untilQuiet(); wait > 0; wait = untilQuiet()) {
        const change = Promise.withResolvers<void>();
        changed = change.resolve;
        const timer = wait === Infinity ? undefined : setTimeout(change.resolve, wait);
        await change.promise;
        clearTimeout(timer);
      }
    },
  };
}
