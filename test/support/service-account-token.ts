/** A token such as Kubernetes projects for a service account on EKS. Signed by nobody. */
export function serviceAccountToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const parts = [
    { alg: 'RS256', kid: 'test' },
    {
      aud: ['sts.amazonaws.com'],
      exp: Math.floor(Date.now() / 1000) + 86_400,
      iss: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE',
      sub: 'system:serviceaccount:jarvis:cloudwatch-mcp-service-account',
      ...claims,
    },
  ];
  return [...parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')), 'c2lnbmF0dXJl'].join('.');
}
