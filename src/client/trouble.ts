/** How a command of the client ends. */
export const EXIT = { fine: 0, toolError: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

/** What went wrong in a sentence for the person at the terminal, and how a script learns of it. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A wrong flag, tool name or argument. */
export const usageError = (message: string) => new ClientError(EXIT.usage, message);

/** No way to the server, or not let in. */
export const unreachable = (message: string) => new ClientError(EXIT.unreachable, message);
