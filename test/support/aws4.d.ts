declare module 'aws4' {
  interface SignedRequest {
    host: string;
    service: string;
    region: string;
    method: string;
    path: string;
    headers: Record<string, string>;
    body: string;
  }
  const aws4: {
    /** Signs `request` in place; its `headers` are replaced. */
    sign(request: SignedRequest, credentials: { accessKeyId: string; secretAccessKey: string }): SignedRequest;
  };
  export default aws4;
}
