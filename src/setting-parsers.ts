/** How settings are read. What reads a text throws where it is not allowed; config.ts says what is. */
import * as z from 'zod';

/** Reads a text of the environment or a flag; `inFile` is what the configuration file has in its place. */
export interface Parser<T> {
  (text: string): T;
  readonly inFile: z.ZodType;
}

/** A Prometheus server to ask. The URL may carry a user and password; they are never shown. */
export interface PrometheusServer {
  readonly name: string;
  readonly url: URL;
}

export const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

const regionInFile = z.string().regex(REGION, 'it must be an AWS region such as us-east-1');

function refuse(): never {
  throw new Error('not allowed');
}

/** @param inFile its words say what must be, beginning with "it must" */
export const parser = <T>(read: (text: string) => T, inFile: z.ZodType): Parser<T> => Object.assign(read, { inFile });

const items = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const list = parser(
  items,
  z.array(z.string().regex(/^[^,\s]+$/, 'it must be a text without commas and spaces')),
);

export const wholeNumber = (min: number, max: number): Parser<number> => {
  const words = `it must be a whole number from ${min} to ${max}`;
  return parser(
    (text) => {
      const n = Number(text);
      return /^\d+$/.test(text.trim()) && n >= min && n <= max ? n : refuse();
    },
    z.int(words).min(min, words).max(max, words),
  );
};

const oneRegion = (text: string): string => (REGION.test(text) ? text : refuse());

export const region = parser(oneRegion, regionInFile);

export const regions = parser((text) => [...new Set(items(text).map(oneRegion))], z.array(regionInFile));

export const boolean = parser((text) => {
  if (/^(?:true|1|yes)$/i.test(text)) return true;
  return /^(?:false|0|no)$/i.test(text) ? false : refuse();
}, z.boolean());

/** Some of `names`, in their order; `all` means all of them. */
export const someOf = <T extends string>(names: readonly T[]): Parser<T[]> =>
  parser(
    (text) => {
      if (text.trim() === 'all') return [...names];
      const asked = items(text);
      if (asked.length === 0 || asked.some((name) => !names.includes(name as T))) refuse();
      return names.filter((name) => asked.includes(name));
    },
    z.union([z.literal('all'), z.array(z.enum(names)).min(1)]),
  );

/** One of `names`, as it is written. */
export const choice = <T extends string>(names: readonly T[]): Parser<T> =>
  parser((text) => names.find((name) => name === text) ?? refuse(), z.enum(names));

/** One of `names`, in any case (in a file: in one); `WARN` is short for `WARNING`. */
export const oneOf = <T extends string>(names: readonly T[]): Parser<T> =>
  parser(
    (text) => {
      const upper = text.toUpperCase();
      return names.find((name) => name === upper || (name === 'WARNING' && upper === 'WARN')) ?? refuse();
    },
    z.enum([...names, ...names.map((name) => name.toLowerCase())], `it must be one of ${names.join(', ')}`),
  );

/** `name=url,…`: names unique, http or https. */
export const prometheusUrls = parser(
  (text): PrometheusServer[] => {
    const servers = items(text).map((item) => {
      const at = item.indexOf('=');
      const name = item.slice(0, at);
      const url = new URL(item.slice(at + 1));
      if (at < 1 || !NAME.test(name) || !/^https?:$/.test(url.protocol)) refuse();
      return { name, url };
    });
    if (new Set(servers.map((server) => server.name)).size !== servers.length) refuse();
    return servers;
  },
  z.record(
    z.string().regex(NAME, 'it must be letters, digits, - and _'),
    z.string().regex(/^https?:\/\/[^,\s]+$/, 'it must be an http or https URL'),
  ),
);

/** A host name or an address, IPv6 in brackets; `url` also everything by a scheme that is not the web's: `moz-extension://*`. */
const HOST = String.raw`\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`;

function hostNames(pattern: RegExp, words: string): Parser<string[]> {
  return parser(
    (text) => items(text).map((name) => (pattern.test(name) ? name.toLowerCase() : refuse())),
    z.array(z.string().regex(pattern, words).toLowerCase()),
  );
}

/** As the Host header has them, without ports. */
export const hosts = hostNames(
  new RegExp(`^(?:${HOST})$`),
  'it must be a host name without scheme, port and path, such as mcp.example.com',
);

/** The hosts of web pages, without schemes and ports. */
export const origins = hostNames(
  new RegExp(`^(?:${HOST}|[a-z][a-z0-9+.-]*://\\*)$`),
  'it must be a host name without scheme, port and path, such as chat.example.com, or a scheme with a star: moz-extension://*',
);

export const nonEmpty = parser(
  (text) => (text.trim() === '' ? refuse() : text.trim()),
  z.string().regex(/\S/, 'it must not be empty'),
);

/** Whether an address is only reachable from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

const oneWebAddress = (text: string): string => {
  const { protocol } = new URL(text);
  return /^https?:$/.test(protocol) && !/[?#@\s]/.test(text) ? text : refuse();
};

/** A web URL as it is written: without user, query and fragment. */
export const webAddress = parser(
  oneWebAddress,
  z.string().regex(/^https?:\/\/[^?#@\s]+$/, 'it must be an http or https URL without user, query and fragment'),
);

/** The same, where what is read there must not be changed on the way: https, or on this machine. */
export const secureAddress = parser(
  (text) => (isSecure(oneWebAddress(text)) ? text : refuse()),
  z
    .string()
    .regex(/^https?:\/\/[^?#@\s]+$/)
    .refine((text) => URL.canParse(text) && isSecure(text), 'it must be an https URL, or of this machine'),
);

/** Whether nobody on the way can change what is read from a URL; false of what is none. */
export function isSecure(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'https:' || isLoopback(parsed.hostname));
}
