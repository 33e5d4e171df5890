import assert from 'node:assert/strict';

/** Asks an emulator at `url` for an operation of Cognito's user pools, and gives what it answered. */
export async function askCognito(
  url: string | undefined,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      // Emulators read the service and the region from it, and check nothing.
      authorization:
        'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=x, Signature=x',
    },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as Record<string, unknown>;
  assert.equal(response.status, 200, JSON.stringify(body));
  return body;
}
