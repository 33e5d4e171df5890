/**
 * The part of CBOR (RFC 8949) that the smithy-rpc-v2-cbor protocol uses; boto3 speaks it to CloudWatch. Timestamps are
 * tag 1; they are epoch seconds on both sides here.
 */

/** CloudWatch's members that are timestamps: nothing else in an answer says so, and the tag is what makes them one. */
const TIMESTAMP = /(Timestamps?|^StartTime|^EndTime|^LastModified|Date)$/;
/** Bit 5 to 7 of an item's first byte. */
const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;

/** `value` in CBOR; members that are undefined are left out, as in JSON. */
export function encodeCbor(value: unknown): Buffer {
  const chunks: Buffer[] = [];
  write(value, '', chunks);
  return Buffer.concat(chunks);
}

function write(value: unknown, member: string, out: Buffer[]): void {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    out.push(head(MAJOR.text, text.length), text);
  } else if (typeof value === 'number') {
    if (TIMESTAMP.test(member)) out.push(head(MAJOR.tag, 1));
    writeNumber(value, out);
  } else if (typeof value === 'boolean') {
    out.push(Buffer.of(value ? 0xf5 : 0xf4));
  } else if (Array.isArray(value)) {
    out.push(head(MAJOR.array, value.length));
    for (const item of value) write(item, member, out);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    out.push(head(MAJOR.map, entries.length));
    for (const [name, item] of entries) {
      write(name, '', out);
      write(item, name, out);
    }
  } else {
    out.push(Buffer.of(0xf6));
  }
}

function writeNumber(value: number, out: Buffer[]): void {
  if (Number.isSafeInteger(value)) {
    out.push(value >= 0 ? head(MAJOR.unsigned, value) : head(MAJOR.negative, -1 - value));
    return;
  }
  const double = Buffer.alloc(9, 0xfb);
  double.writeDoubleBE(value, 1);
  out.push(double);
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.of((major << 5) | argument);
  const size = [1, 2, 4].find((bytes) => argument < 2 ** (8 * bytes)) ?? 8;
  const buffer = Buffer.alloc(1 + size);
  buffer[0] = (major << 5) | (24 + Math.log2(size));
  if (size === 8) buffer.writeBigUInt64BE(BigInt(argument), 1);
  else buffer.writeUIntBE(argument, 1, size);
  return buffer;
}

/** The value in `buffer`. Throws RangeError where it is cut short and SyntaxError where it is not of this subset. */
export function decodeCbor(buffer: Buffer): unknown {
  let at = 0;
  const BREAK = Symbol('break');

  function read(): unknown {
    const first = buffer.readUInt8(at++);
    const major = first >> 5;
    const info = first & 31;
    if (major === MAJOR.simple) return simple(info);
    if (info === 31) return indefinite(major);
    const argument = readArgument(info);
    switch (major) {
      case MAJOR.unsigned:
        return argument;
      case MAJOR.negative:
        return -1 - argument;
      case MAJOR.bytes:
        return take(argument);
      case MAJOR.text:
        return take(argument).toString();
      case MAJOR.array:
        return Array.from({ length: argument }, read);
      case MAJOR.map:
        return Object.fromEntries(Array.from({ length: argument }, () => [read(), read()]));
      default:
        return read(); // A tag: only timestamps carry one.
    }
  }

  function readArgument(info: number): number {
    if (info < 24) return info;
    if (info > 27) throw new SyntaxError(`CBOR: unexpected additional information ${info}`);
    const size = 2 ** (info - 24);
    at += size;
    return size === 8 ? Number(buffer.readBigUInt64BE(at - 8)) : buffer.readUIntBE(at - size, size);
  }

  function take(length: number): Buffer {
    if (at + length > buffer.length) throw new RangeError('CBOR: cut short');
    at += length;
    return buffer.subarray(at - length, at);
  }

  function indefinite(major: number): unknown {
    const items: unknown[] = [];
    for (let item = read(); item !== BREAK; item = read()) items.push(item);
    if (major === MAJOR.text) return items.join('');
    if (major === MAJOR.array) return items;
    if (major !== MAJOR.map) throw new SyntaxError(`CBOR: unexpected indefinite item of type ${major}`);
    return Object.fromEntries(Array.from({ length: items.length / 2 }, (_, i) => [items[2 * i], items[2 * i + 1]]));
  }

  function simple(info: number): unknown {
    if (info === 31) return BREAK;
    if (info === 20 || info === 21) return info === 21;
    if (info === 26) return take(4).readFloatBE();
    if (info === 27) return take(8).readDoubleBE();
    return undefined;
  }

  return read();
}
