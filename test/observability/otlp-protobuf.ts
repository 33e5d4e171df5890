/** Reads ExportTraceServiceRequest of opentelemetry-proto 1.x: field numbers are those of its trace.proto, common.proto and resource.proto. */

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  /** 2 is SERVER, 3 is CLIENT. */
  readonly kind: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 2 is ERROR. */
  readonly status: number;
  readonly resource: Readonly<Record<string, unknown>>;
}

type Value = bigint | Uint8Array;
type Fields = ReadonlyMap<number, readonly Value[]>;

const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];

function fieldsOf(bytes: Uint8Array): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<number, Value[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [field, wire] = [key >> 3, key & 7];
    let value: Value;
    if (wire === VARINT) value = varint();
    else if (wire === FIXED64) [value, at] = [view.getBigUint64(at, true), at + 8];
    else if (wire === FIXED32) [value, at] = [BigInt(view.getUint32(at, true)), at + 4];
    else if (wire === BYTES) {
      const length = Number(varint());
      [value, at] = [bytes.subarray(at, at + length), at + length];
    } else throw new Error(`wire type ${wire} of field ${field}`);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

const messages = (fields: Fields, field: number) => (fields.get(field) ?? []).map((one) => fieldsOf(one as Uint8Array));
const text = (fields: Fields, field: number) => Buffer.from((fields.get(field)?.[0] as Uint8Array) ?? []).toString();
const hex = (fields: Fields, field: number) =>
  Buffer.from((fields.get(field)?.[0] as Uint8Array) ?? []).toString('hex');
const whole = (fields: Fields, field: number) => (fields.get(field)?.[0] as bigint | undefined) ?? 0n;

function anyValue(value: Fields | undefined): unknown {
  const [[field, [first] = []] = [0]] = value ?? [];
  if (field === 1) return Buffer.from(first as Uint8Array).toString();
  if (field === 2) return first !== 0n;
  if (field === 3) return Number(BigInt.asIntN(64, first as bigint));
  if (field === 4) {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setBigUint64(0, first as bigint);
    return bits.getFloat64(0);
  }
  return undefined;
}

function attributesOf(fields: Fields, field: number): Record<string, unknown> {
  return Object.fromEntries(messages(fields, field).map((pair) => [text(pair, 1), anyValue(messages(pair, 2)[0])]));
}

export function decodeTraces(body: Uint8Array): ReceivedSpan[] {
  return messages(fieldsOf(body), 1).flatMap((resourceSpans) => {
    const [resource] = messages(resourceSpans, 1);
    const of = resource === undefined ? {} : attributesOf(resource, 1);
    return messages(resourceSpans, 2)
      .flatMap((scope) => messages(scope, 2))
      .map((span) => ({
        traceId: hex(span, 1),
        spanId: hex(span, 2),
        traceState: text(span, 3),
        parentSpanId: hex(span, 4),
        name: text(span, 5),
        kind: Number(whole(span, 6)),
        startNs: whole(span, 7),
        endNs: whole(span, 8),
        attributes: attributesOf(span, 9),
        links: messages(span, 13).map((link) => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
        status: Number(whole(messages(span, 15)[0] ?? new Map(), 3)),
        resource: of,
      }));
  });
}
