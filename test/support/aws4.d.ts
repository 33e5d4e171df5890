/** The part of aws4 that the tests use: the package has no types. */
declare module 'aws4' {
  interface Request {
    service: string;
    region: string;
    method: string;
    path: string;
    host?: string;
    headers: Record<string, string>;
    body?: Buffer | string | undefined;
    /** Signs the headers as they are given. */
    doNotModifyHeaders?: boolean;
  }
  interface Signer {
    /** The time it signs for, as `X-Amz-Date` has it. */
    datetime: string;
    /** The value of the Authorization header. */
    authHeader(): string;
    /** Adds the headers of a signature to the request. */
    sign(): { headers: Record<string, string> };
  }
  const aws4: {
    RequestSigner: new (request: Request, credentials: { accessKeyId: string; secretAccessKey: string }) => Signer;
  };
  export default aws4;
}
