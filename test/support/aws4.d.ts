/** The part of aws4 that the tests use: the package has no types. */
declare module 'aws4' {
  export class RequestSigner {
    constructor(
      request: {
        host?: string;
        service: string;
        region: string;
        method: string;
        path: string;
        headers: Record<string, string>;
        body: Buffer | string | undefined;
        doNotModifyHeaders?: true;
      },
      credentials: { accessKeyId: string; secretAccessKey: string },
    );
    datetime: string;
    /** The value of the Authorization header. */
    authHeader(): string;
    /** The request with its headers completed: date, authorization and what else is signed. */
    sign(): { headers: Record<string, string> };
  }
  /** A CommonJS module: at run time this is all there is. */
  const aws4: { RequestSigner: typeof RequestSigner };
  export default aws4;
}
