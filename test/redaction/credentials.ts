import type { Template } from './makers.ts';
import { ALNUM } from './random.ts';

/** Headers of other schemes and cookies, and what looks like them. */
export const CREDENTIALS: readonly Template[] = [
  (m) =>
    `Authorization: Digest username="${m.word()}", realm="api", nonce="dcd98b7102dd2f0e", uri="/", qop=auth, response="{{bearer-token:${m.hex(32)}}}"`,
  (m) => `Authorization: SSWS {{bearer-token:00QC${m.of(ALNUM, 38)}}}`,
  (m) => `> Authorization: Splunk {{bearer-token:${m.uuid()}}}`,
  (m) => `Authorization: Key {{bearer-token:${m.hex(32)}}}`,
  (m) => `{"headers":{"authorization":"{{bearer-token:${m.hex(32)}}}","host":"api"}}`,
  (m) => `Authorization: {{bearer-token:${m.hex(40)}}}`,
  (m) => `curl -H 'Authorization: Shop-V2 {{bearer-token:${m.opaque(40)}7a}}' https://api.example.com`,
  (m) => `Bearer: {{bearer-token:${m.hex(22)}1a}}`,
  (m) => `{"Bearer":"{{bearer-token:${m.hex(40)}1a}}"}`,
  (m) => `Cookie: theme=dark; auth={{api-secret:${m.hex(32)}1a}}; lang=de`,
  (m) => `{"cookie":"remember_me={{api-secret:${m.hex(24)}1a}}; theme=dark"}`,
  (m) => `Set-Cookie: connect.sid={{api-secret:s%3A${m.of(ALNUM, 32)}4a.${m.of(ALNUM, 43)}}}; Path=/; HttpOnly`,
  (m) => `< set-cookie: x-shop={{api-secret:${m.hex(40)}1a}}; Max-Age=3600; Secure`,
  () => 'Cookie: theme=dark',
  () => 'Cookie: theme=dark; lang=en-US; seen=2026-11-21; tz=Europe/Berlin',
  () => 'Set-Cookie: consent=accepted-all-v2; Path=/; Max-Age=31536000; SameSite=Lax',
  () => 'Cookie: _ga=GA1.2.1234567890.1795000000; cookie-policy=v3',
  () => 'Cookie: session=expired; auth=none',
  () => 'Authorization: none',
  () => 'Authorization: required for /api/v2/orders',
  () => 'authorization: request 4711 of checkout-7f9c was denied',
  (m) => `authorization: request ${m.uuid()} was denied by policy`,
  () => 'Authorization: Digest realm="api", qop="auth", algorithm=MD5',
  () => 'WWW-Authenticate: Bearer realm="api", error="invalid_token"',
  () => 'authorization=AWS4-HMAC-SHA256',
  () => '{"authorization":"rules-v2-prod-eu","allowed":true}',
  () => 'Bearer: expired at 2026-11-21T09:00:00Z',
  (m) => `got response=${m.hex(32)} from cache`,
];
