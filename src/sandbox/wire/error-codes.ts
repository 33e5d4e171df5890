/** The code that the Query protocol has for an error shape, where it is not the shape's name (the models' `awsQueryError`). */
const QUERY_CODES: Record<string, string> = {
  DashboardInvalidInputError: 'InvalidParameterInput',
  InternalServiceFault: 'InternalServiceError',
  InvalidFormatFault: 'InvalidFormat',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterValueException: 'InvalidParameterValue',
  LimitExceededFault: 'LimitExceeded',
  MissingRequiredParameterException: 'MissingParameter',
  // What every service answers before it looks at the operation.
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  IncompleteSignatureException: 'IncompleteSignature',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  ThrottlingException: 'Throttling',
  UnknownOperationException: 'InvalidAction',
  UnrecognizedClientException: 'InvalidClientTokenId',
};
const SHAPES = new Map(Object.entries(QUERY_CODES).map(([shape, code]) => [code, shape]));

/** The Query protocol's code of an error, given either name. */
export function queryCode(name: string): string {
  return QUERY_CODES[name] ?? name;
}

/** The shape's name of an error, given either name. */
export function shapeName(name: string): string {
  return SHAPES.get(name) ?? name;
}
