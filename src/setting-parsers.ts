/** How the texts of settings are read. Each throws where the text is not allowed; config.ts says what is. */

/** A Prometheus server to ask. The URL may carry a user and password; they are never shown. */
export interface PrometheusServer {
  readonly name: string;
  readonly url: URL;
}

const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

function refuse(): never {
  throw new Error('not allowed');
}

export const list = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const wholeNumber = (min: number, max: number) => (text: string) => {
  const n = Number(text);
  return /^\d+$/.test(text.trim()) && n >= min && n <= max ? n : refuse();
};

export const region = (text: string) => (REGION.test(text) ? text : refuse());

export function boolean(text: string): boolean {
  if (/^(?:true|1|yes)$/i.test(text)) return true;
  return /^(?:false|0|no)$/i.test(text) ? false : refuse();
}

/** Some of `names`, in their order; `all` means all of them. */
export const someOf =
  <T extends string>(names: readonly T[]) =>
  (text: string): T[] => {
    if (text.trim() === 'all') return [...names];
    const asked = list(text);
    if (asked.length === 0 || asked.some((name) => !names.includes(name as T))) refuse();
    return names.filter((name) => asked.includes(name));
  };

/** One of `names`, as it is written. */
export const choice =
  <T extends string>(names: readonly T[]) =>
  (text: string): T =>
    names.find((name) => name === text) ?? refuse();

/** One of `names`, in any case; `WARN` is short for `WARNING`. */
export const oneOf =
  <T extends string>(names: readonly T[]) =>
  (text: string): T => {
    const upper = text.toUpperCase();
    return names.find((name) => name === upper || (name === 'WARNING' && upper === 'WARN')) ?? refuse();
  };

/** `name=url,…`: names unique, http or https. */
export function parsePrometheusUrls(text: string): PrometheusServer[] {
  const servers = list(text).map((item) => {
    const at = item.indexOf('=');
    const name = item.slice(0, at);
    const url = new URL(item.slice(at + 1));
    if (at < 1 || !NAME.test(name) || !/^https?:$/.test(url.protocol)) refuse();
    return { name, url };
  });
  if (new Set(servers.map((server) => server.name)).size !== servers.length) refuse();
  return servers;
}

export const nonEmpty = (text: string) => (text.trim() === '' ? refuse() : text.trim());

/** Whether an address is only reachable from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** A web URL as it is written: without user, query and fragment. */
export function webAddress(text: string): string {
  const { protocol } = new URL(text);
  return /^https?:$/.test(protocol) && !/[?#@\s]/.test(text) ? text : refuse();
}

/** The same, where what is read there must not be changed on the way: https, or on this machine. */
export function secureAddress(text: string): string {
  return isSecure(webAddress(text)) ? text : refuse();
}

/** Whether nobody on the way can change what is read from a URL. */
export function isSecure(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname);
}
