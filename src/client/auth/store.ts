import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { unreachable } from '../trouble.ts';

const client = z.looseObject({
  client_id: z.string(),
  client_secret: z.string().optional(),
  issuer: z.string().optional(),
});
const tokens = z.looseObject({
  access_token: z.string(),
  token_type: z.string(),
  refresh_token: z.string().optional(),
  scope: z.string().optional(),
  issuer: z.string().optional(),
});
const stored = z.object({
  server: z.string(),
  client: client.optional(),
  tokens: tokens.optional(),
  /** When the access token ends, milliseconds since 1970; unknown where the server did not say. */
  expiresAt: z.number().optional(),
  /** What the token is for, as the server names itself. */
  resource: z.string().optional(),
  /** Where logins of `client` come back to. */
  redirectUri: z.string().optional(),
});

/** What is kept of the logins at one server. */
export type Stored = z.infer<typeof stored>;

/** What one server gave, in a file that only the user can read. */
export interface Store {
  readonly path: string;
  /** @throws ClientError where the file is damaged */
  read(): Stored;
  /** Replaces parts; undefined takes one away. In one step: readers see the old file or the new one. */
  update(change: { [K in keyof Stored]?: Stored[K] | undefined }): void;
}

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** The file for a server's URL in `folder`. */
export function openStore(folder: string, url: URL): Store {
  const digest = createHash('sha256').update(url.href).digest('hex').slice(0, 16);
  const path = join(folder, 'logins', `${url.hostname.replaceAll(/[^\w.-]/g, '_')}-${digest}.json`);
  const read = () => readStored(path, url);
  return {
    path,
    read,
    update(change) {
      mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
      chmodSync(dirname(path), OWNER_ONLY_FOLDER);
      const text = `${JSON.stringify({ ...read(), ...change }, null, 2)}\n`;
      const next = `${path}.${randomUUID()}`;
      try {
        writeFileSync(next, text, { mode: OWNER_ONLY, flag: 'wx' });
        renameSync(next, path);
      } finally {
        rmSync(next, { force: true });
      }
    },
  };
}

function readStored(path: string, url: URL): Stored {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { server: url.href };
    throw unreachable(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = stored.safeParse(jsonOf(text));
  if (!parsed.success || parsed.data.server !== url.href) {
    throw unreachable(`${path} is damaged. Delete it and log in again.`);
  }
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
