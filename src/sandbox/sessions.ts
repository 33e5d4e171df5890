/** Temporary credentials as STS hands them out: taken by every service until they expire. */
import { randomBytes } from 'node:crypto';

/** The keys of one assumed role, and whom AWS takes their holder for. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Epoch milliseconds of the wall clock. */
  readonly expiresAt: number;
  readonly arn: string;
  readonly userId: string;
  /** Of a session of AssumeRole: what it reads is this account's. */
  readonly account?: string | undefined;
  readonly sourceIdentity?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface Sessions {
  /** Hands out keys of the role; they live as long as `setDuration` says, an hour before it says anything. */
  open(role: {
    readonly arn: string;
    readonly sessionName: string;
    readonly durationMs?: number | undefined;
    readonly assumed?: Pick<Session, 'account' | 'sourceIdentity' | 'tags'> | undefined;
  }): Session;
  find(accessKeyId: string): Session | undefined;
  setDuration(milliseconds: number): void;
  /** From now on refuses all that were handed out so far, as expired, whatever they say of themselves. */
  endAll(): void;
}

const HOUR_MS = 3_600_000;

export function makeSessions(): Sessions {
  const open = new Map<string, Session>();
  let usualMs = HOUR_MS;
  return {
    open({ arn, sessionName, durationMs = usualMs, assumed }) {
      const [, , , , account = '', role = ''] = arn.split(':');
      const session: Session = {
        accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(120).toString('base64'),
        expiresAt: Date.now() + durationMs,
        arn: `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${sessionName}`,
        userId: `AROASANDBOXSANDBOX12:${sessionName}`,
        ...assumed,
      };
      open.set(session.accessKeyId, session);
      return session;
    },
    find: (accessKeyId) => open.get(accessKeyId),
    setDuration: (milliseconds) => void (usualMs = milliseconds),
    endAll() {
      for (const [id, session] of open) open.set(id, { ...session, expiresAt: 0 });
    },
  };
}
