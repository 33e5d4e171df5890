/** The part of aws4 that test/support/amp-front.ts uses: the package has no types. */
declare module 'aws4' {
  interface Signer {
    datetime: string;
    /** The value of the Authorization header. */
    authHeader(): string;
  }
  const aws4: {
    RequestSigner: new (
      request: {
        service: string;
        region: string;
        method: string;
        path: string;
        headers: Record<string, string>;
        body: Buffer | undefined;
        doNotModifyHeaders: true;
      },
      credentials: { accessKeyId: string; secretAccessKey: string },
    ) => Signer;
  };
  export default aws4;
}
