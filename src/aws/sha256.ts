import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Checksum, SourceData } from '@smithy/types';

/**
 * SHA-256 and its HMAC for SigV4. Node makes a key of a secret's bytes anew for each HMAC, which costs six times as much
 * as the HMAC itself: the SDK's own class pays it twice a request. A hash in one call costs half of one in three.
 */
export class Sha256 implements Checksum {
  readonly #key: KeyObject | undefined;
  #parts: Uint8Array[] = [];

  constructor(secret?: SourceData) {
    this.#key = secret === undefined ? undefined : keyOf(secret);
  }

  update(data: Uint8Array): void {
    this.#parts.push(data);
  }

  digest(): Promise<Uint8Array> {
    const [first = new Uint8Array(), ...rest] = this.#parts;
    const data = rest.length === 0 ? first : Buffer.concat(this.#parts);
    return Promise.resolve(this.#key === undefined ? hash('sha256', data, 'buffer') : hmac(this.#key, data));
  }

  reset(): void {
    this.#parts = [];
  }
}

function hmac(key: KeyObject, data: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(data).digest();
}

/** Signing keys live as long as the signer keeps them: a day, for each service and region. */
const signingKeys = new WeakMap<object, KeyObject>();
/** The secret access key used last. Clients may hold different ones, each renewed in its own time: then a key is made anew. */
let secretAccessKey: { readonly secret: string; readonly key: KeyObject } | undefined;

function keyOf(secret: SourceData): KeyObject {
  if (typeof secret === 'string') {
    if (secretAccessKey?.secret !== secret) secretAccessKey = { secret, key: createSecretKey(secret, 'utf8') };
    return secretAccessKey.key;
  }
  const known = signingKeys.get(secret);
  if (known !== undefined) return known;
  const bytes = ArrayBuffer.isView(secret)
    ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
    : Buffer.from(secret);
  const key = createSecretKey(bytes);
  signingKeys.set(secret, key);
  return key;
}
