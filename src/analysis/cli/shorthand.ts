import { ToolError } from '../../errors.ts';

/** What shorthand syntax can say; types come from the model afterwards. */
export type Shorthand = string | Shorthand[] | { [key: string]: Shorthand };

/** Brackets in brackets that are read. */
const MAX_DEPTH = 50;

const KEY = /[A-Za-z0-9\-_.#/:]*/y;
/** A value up to what ends it. As in the AWS CLI the first of a list may hold `=`, the others may not: they could be keys. */
const FIRST = /(?:\\,|[!#-&(-+\--<>-Z\\-z|-\uffff])(?:\\,|[\s!#-&(-+\--\\^-|~-\uffff])*/y;
const OTHER = /(?:\\,|[!#-&(-+\--<>-Z\\-z|-\uffff])(?:\\,|[\s!#-&(-+\--<>-\uffff])*/y;
const SINGLE = /'((?:\\'|[^'])*)'/y;
const DOUBLE = /"((?:\\"|[^"])*)"/y;

/**
 * Reads the AWS CLI's shorthand syntax: `Name=InstanceId,Value=i-1`, lists `Key=a,b`, nested `{…}` and `[…]`.
 * @throws ToolError invalid_input with the place of the mistake
 */
export function parseShorthand(text: string): Record<string, Shorthand> {
  const reader = new Reader(text);
  const keys = new Map<string, Shorthand>();
  do {
    const [key, value] = reader.pair(() => reader.values());
    if (keys.has(key))
      throw reader.wrong(`the key ${JSON.stringify(key)} comes twice (a space separates items of a list)`);
    keys.set(key, value);
  } while (reader.take(','));
  if (!reader.atEnd()) throw reader.wrong('a comma is missing');
  return Object.fromEntries(keys);
}

/** Goes through a text once; `at` is where the next part begins. */
class Reader {
  #at = 0;
  #depth = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  pair(value: () => Shorthand): [string, Shorthand] {
    this.#skip();
    const [key = ''] = this.#match(KEY) ?? [];
    if (this.take('@')) throw this.wrong('@= reads a file, and no file is read here: write the value behind =');
    if (!this.take('=')) throw this.wrong('there must be key=value');
    this.#skip();
    return [key, value()];
  }

  /** Behind the `=` of the outermost level: `a`, or `a,b` where what follows is no key. */
  values(): Shorthand {
    const bracketed = this.#bracketed();
    if (bracketed !== undefined) return bracketed;
    const first = this.#one(FIRST) ?? '';
    const list = [first];
    for (;;) {
      const before = this.#at;
      if (!this.take(',')) break;
      const next = this.#one(OTHER);
      this.#skip();
      const ends = this.atEnd() || this.#text.charAt(this.#at) === ',';
      if (next === undefined || !ends) {
        this.#at = before;
        break;
      }
      list.push(next);
    }
    return list.length === 1 ? first : list;
  }

  /** Whether the sign is next; it is then behind. */
  take(sign: string): boolean {
    this.#skip();
    if (this.#text.charAt(this.#at) !== sign) return false;
    this.#at += 1;
    return true;
  }

  atEnd(): boolean {
    this.#skip();
    return this.#at >= this.#text.length;
  }

  wrong(why: string): ToolError {
    const rest = this.#text.slice(this.#at, this.#at + 20);
    const where = rest === '' ? 'at its end' : `before ${JSON.stringify(rest)}`;
    return new ToolError('invalid_input', `${why}, ${where}`);
  }

  #bracketed(): Shorthand | undefined {
    if (this.#text.charAt(this.#at) === '[') return this.#inside(() => this.#list());
    if (this.#text.charAt(this.#at) === '{') return this.#inside(() => this.#map());
    return undefined;
  }

  #inside(read: () => Shorthand): Shorthand {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.wrong(`more than ${MAX_DEPTH} brackets are open`);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #list(): Shorthand[] {
    const items: Shorthand[] = [];
    while (!this.take(']')) {
      this.#skip();
      items.push(this.#inner());
      if (!this.take(',') && this.#text.charAt(this.#at) !== ']') throw this.wrong('there must be , or ]');
    }
    return items;
  }

  #map(): Record<string, Shorthand> {
    const pairs: [string, Shorthand][] = [];
    while (!this.take('}')) {
      pairs.push(this.pair(() => this.#inner()));
      if (!this.take(',') && this.#text.charAt(this.#at) !== '}') throw this.wrong('there must be , or }');
    }
    return Object.fromEntries(pairs);
  }

  #inner(): Shorthand {
    return this.#bracketed() ?? this.#one(FIRST) ?? '';
  }

  /** A value, quoted or plain; undefined where none begins here. */
  #one(plain: RegExp): string | undefined {
    const quote = this.#text.charAt(this.#at);
    if (quote === "'" || quote === '"') {
      const match = this.#match(quote === "'" ? SINGLE : DOUBLE);
      if (match === undefined) throw this.wrong(`the quote ${quote} is not closed`);
      return (match[1] ?? '').replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\');
    }
    return this.#match(plain)?.[0].replaceAll('\\,', ',').trimEnd();
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match ?? undefined;
  }

  #skip(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }
}
