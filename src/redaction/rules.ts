import type { RedactionRule } from '../config-sections/redaction.ts';
import { bearerToken } from './authorization.ts';
import { awsAccessKeyId, awsSecretKey, awsSessionToken, urlSignature } from './aws.ts';
import { cardNumber } from './card-number.ts';
import { connectionString } from './connection-string.ts';
import { apiSecret, password } from './passwords.ts';
import type { Rule } from './rule.ts';
import { basicAuth, jwt, privateKey, vendorToken } from './tokens.ts';

/** By name. They look in the order of `REDACTION_RULES`: what tells most about a secret comes first. */
export const RULES: Readonly<Record<RedactionRule, Rule>> = {
  'private-key': privateKey,
  jwt,
  'connection-string': connectionString,
  'aws-access-key-id': awsAccessKeyId,
  'aws-secret-key': awsSecretKey,
  'aws-session-token': awsSessionToken,
  'url-signature': urlSignature,
  'bearer-token': bearerToken,
  'basic-auth': basicAuth,
  'vendor-token': vendorToken,
  password,
  'api-secret': apiSecret,
  'card-number': cardNumber,
};
