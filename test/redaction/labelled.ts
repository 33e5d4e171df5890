import { ALNUM, BASE64, BASE64URL, DIGITS, HEX, LOWER, randomText, UPPER, withCheckDigit } from './random.ts';

/** A text of a log, in which `{{rule:secret}}` marks what must be replaced, and nothing else may be. */
export type Labelled = string;

type Make = ReturnType<typeof makers>;

/** Values as they are met in logs, made from a seed. */
function makers(seed: number) {
  const { of, int } = randomText(seed);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const base64url = (text: string) => Buffer.from(text).toString('base64url');
  const secretKey = () => `${of(ALNUM, 9)}/${of(BASE64, 18)}+${of(ALNUM, 6)}aZ9${of(ALNUM, 2)}`;
  const uuid = () => [8, 4, 4, 4, 12].map((n) => of(HEX, n)).join('-');
  const pem = (newline: string) =>
    ['MII' + of(BASE64, 61), of(BASE64, 64), of(BASE64, 64), `${of(BASE64, 30)}==`].join(newline);
  const head = (kind: string) => `-----BEGIN ${kind}PRIVATE${' '}KEY-----`;
  const tail = (kind: string) => `-----END ${kind}PRIVATE${' '}KEY-----`;
  return {
    of,
    int,
    pick,
    base64,
    base64url,
    uuid,
    hex: (n: number) => of(HEX, n),
    digits: (n: number) => of(DIGITS, n),
    keyId: () => `${pick(['AKI', 'ASI'])}A${of(`${UPPER}234567`, 16)}`,
    secretKey,
    sessionToken: () =>
      `${pick(['IQo', 'Fwo'])}${pick(['J', 'G']) === 'J' ? 'J' : 'J'}b3JpZ2luX2Vj${of(BASE64, 220)}==`.replace(
        'FwoJ',
        'FwoG',
      ),
    jwt: () =>
      `${base64url(`{"alg":"RS256","kid":"${of(ALNUM, 8)}"}`)}.${base64url(`{"sub":"${uuid()}","exp":1795000000}`)}.${of(BASE64URL, 86)}`,
    jwe: () =>
      `${base64url('{"alg":"dir","enc":"A256GCM"}')}..${of(BASE64URL, 16)}.${of(BASE64URL, 60)}.${of(BASE64URL, 22)}`,
    pem,
    rsa: (newline: string) => `${head('RSA ')}${newline}${pem(newline)}${newline}${tail('RSA ')}`,
    pkcs8: (newline: string) => `${head('')}${newline}${pem(newline)}${newline}${tail('')}`,
    halfKey: (newline: string) => `${head('EC ')}${newline}${of(BASE64, 64)}${newline}${of(BASE64, 20)}`,
    card: () => withCheckDigit(pick(['4', '51', '55', '2223', '6011', '65']).padEnd(6, of(DIGITS, 6)) + of(DIGITS, 9)),
    amex: () => withCheckDigit(`37${of(DIGITS, 12)}`),
    visa: () => withCheckDigit(`4${of(DIGITS, 14)}`),
    grouped: (digits: string, by: string) => digits.replace(/(\d{4})(?=\d)/g, `$1${by}`),
    word: () => pick(['checkout', 'orders', 'payments', 'inventory', 'web', 'auth', 'search']),
    opaque: (n = 40) => `${of(ALNUM, n - 3)}7xQ`,
    password: () => pick([`Hunter${of(DIGITS, 2)}!`, `${of(ALNUM, 12)}#9`, `s3cr3t-${of(LOWER, 5)}`, of(ALNUM, 16)]),
    pod: () =>
      `${pick(['checkout', 'web', 'orders'])}-${of('bcdfghjklmnpqrstvwxz2456789', 10)}-${of('bcdfghjklmnpqrstvwxz2456789', 5)}`,
    time: () => `2026-11-21T09:${of('012345', 1)}${of(DIGITS, 1)}:${of('012345', 1)}${of(DIGITS, 1)}.${of(DIGITS, 3)}Z`,
  };
}

const POSITIVE: readonly ((m: Make) => string)[] = [
  // AWS keys
  (m) => `${m.time()} INFO loaded credentials accessKeyId={{aws-access-key-id:${m.keyId()}}} region=us-east-1`,
  (m) => `The security token for {{aws-access-key-id:${m.keyId()}}} has expired`,
  (m) =>
    `{"level":"error","msg":"InvalidClientTokenId","accessKeyId":"{{aws-access-key-id:${m.keyId()}}}","requestId":"${m.uuid()}"}`,
  (m) =>
    `AWS_ACCESS_KEY_ID={{aws-access-key-id:${m.keyId()}}} AWS_SECRET_ACCESS_KEY={{aws-secret-key:${m.secretKey()}}} ./run.sh`,
  (m) =>
    `[default]\naws_access_key_id = {{aws-access-key-id:${m.keyId()}}}\naws_secret_access_key = {{aws-secret-key:${m.secretKey()}}}\nregion = eu-west-1`,
  (m) =>
    `{"AccessKeyId": "{{aws-access-key-id:${m.keyId()}}}", "SecretAccessKey": "{{aws-secret-key:${m.secretKey()}}}", "SessionToken": "{{aws-session-token:${m.sessionToken()}}}", "Expiration": "2026-11-21T15:00:00Z"}`,
  (m) =>
    `{"log":"{\\"accessKeyId\\":\\"{{aws-access-key-id:${m.keyId()}}}\\",\\"secretAccessKey\\":\\"{{aws-secret-key:${m.secretKey()}}}\\"}","stream":"stdout"}`,
  (m) => `export AWS_SECRET_ACCESS_KEY="{{aws-secret-key:${m.secretKey()}}}"`,
  (m) => `config: secretKey={{aws-secret-key:${m.secretKey()}}} bucket=${m.word()}`,
  (m) => `boto3.client('s3', aws_secret_access_key='{{aws-secret-key:${m.secretKey()}}}')`,
  (m) => `creds {{aws-access-key-id:${m.keyId()}}}:{{aws-secret-key:${m.secretKey()}}} rejected`,
  (m) => `key id {{aws-access-key-id:${m.keyId()}}}\tkey {{aws-secret-key:${m.secretKey()}}}`,
  (m) => `export AWS_SESSION_TOKEN={{aws-session-token:${m.sessionToken()}}}`,
  (m) => `x-amz-security-token: {{aws-session-token:${m.sessionToken()}}}`,
  (m) => `sts returned {{aws-session-token:${m.sessionToken()}}} for role ${m.word()}`,
  (m) =>
    `GET https://${m.word()}.s3.amazonaws.com/reports/2026.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={{aws-access-key-id:${m.keyId()}}}%2F20261121%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261121T090000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature={{url-signature:${m.hex(64)}}} 200`,
  (m) =>
    `presigned https://b.s3.eu-west-1.amazonaws.com/${m.uuid()}?X-Amz-Security-Token={{aws-session-token:${m.sessionToken().replaceAll('/', '%2F').replaceAll('+', '%2B').replaceAll('=', '%3D')}}}&X-Amz-Signature={{url-signature:${m.hex(64)}}}`,
  (m) =>
    `Authorization: AWS4-HMAC-SHA256 Credential={{aws-access-key-id:${m.keyId()}}}/20261121/us-east-1/logs/aws4_request, SignedHeaders=host;x-amz-date, Signature={{url-signature:${m.hex(64)}}}`,
  (m) =>
    `GET /video.m3u8?Expires=1795000000&Signature={{url-signature:${m.of(ALNUM, 80)}~-_${m.of(ALNUM, 80)}}}&Key-Pair-Id=K${m.of(UPPER, 13)} HTTP/1.1`,
  (m) =>
    `PUT https://acct.blob.core.windows.net/c/f?sv=2024-11-04&se=2026-12-01&sr=b&sig={{url-signature:${m.of(ALNUM, 40)}%3D}}`,
  // JWT
  (m) => `${m.time()} DEBUG token validated: {{jwt:${m.jwt()}}}`,
  (m) => `{"msg":"login","id_token":"{{jwt:${m.jwt()}}}","user":"${m.uuid()}"}`,
  (m) => `Cookie: session={{jwt:${m.jwt()}}}; theme=dark`,
  (m) => `GET /callback?id_token={{jwt:${m.jwt()}}}&state=${m.hex(16)} 302`,
  (m) => `invalid JWE {{jwt:${m.jwe()}}}: decryption failed`,
  (m) => `jwt malformed: "{{jwt:${m.jwt()}}}"`,
  (m) => `kubernetes.io/serviceaccount token={{jwt:${m.jwt()}}}`,
  // Headers
  (m) => `> Authorization: Bearer {{bearer-token:${m.opaque(43)}}}`,
  (m) => `{"headers":{"authorization":"Bearer {{bearer-token:${m.opaque(64)}}}","host":"api"}}`,
  (m) => `{"headers":"{\\"Authorization\\":\\"Bearer {{bearer-token:${m.opaque(32)}}}\\"}"}`,
  (m) => `curl -H "Authorization: Bearer {{bearer-token:${m.opaque(40)}}}" https://api.example.com/v1`,
  (m) => `headers={'Authorization': 'Bearer {{bearer-token:${m.uuid()}}}'}`,
  (m) => `outgoing request with bearer {{bearer-token:${m.opaque(36)}}}`,
  (m) => `Proxy-Authorization: Bearer {{bearer-token:${m.hex(40)}}}`,
  (m) => `Authorization: Token {{bearer-token:${m.hex(40)}}}`,
  (m) => `authorization=Bearer%20${'x'.repeat(0)}{{bearer-token:${m.opaque(30)}}}&x=1`,
  (m) => `Authorization: Basic {{basic-auth:${m.base64(`admin:${m.password()}`)}}}`,
  (m) => `{"authorization":"Basic {{basic-auth:${m.base64(`svc-${m.word()}:${m.password()}`)}}}"}`,
  (m) =>
    `DEBUG http-outgoing-0 >> "Proxy-Authorization: Basic {{basic-auth:${m.base64(`user:${m.password()}`)}}}[\\r][\\n]"`,
  // Private keys
  (m) => `writing key\n{{private-key:${m.rsa('\n')}}}\ndone`,
  (m) => `{"type":"service_account","private_key":"{{private-key:${m.pkcs8('\\n')}}}\\n","client_email":"x@y.iam"}`,
  (m) => `{"log":"{\\"key\\":\\"{{private-key:${m.rsa('\\\\n')}}}\\"}"}`,
  (m) => `TLS_KEY={{private-key:${m.pkcs8(' ')}}}`,
  (m) => `Error reading {{private-key:${m.halfKey('\n')}}}`,
  (m) =>
    `ssh key: {{private-key:-----BEGIN OPENSSH PRIVATE${' '}KEY-----\n${m.of(BASE64, 70)}\n${m.of(BASE64, 70)}\n-----END OPENSSH PRIVATE${' '}KEY-----}}`,
  (m) =>
    `{{private-key:-----BEGIN RSA PRIVATE${' '}KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${m.hex(32).toUpperCase()}\n\n${m.pem('\n')}\n-----END RSA PRIVATE${' '}KEY-----}}`,
  // Connection strings
  (m) =>
    `connecting to postgres://app:{{connection-string:${m.password()}}}@db-1.internal:5432/${m.word()}?sslmode=require`,
  (m) =>
    `DATABASE_URL=postgresql://${m.word()}:{{connection-string:p@ss/${m.of(ALNUM, 8)}}}@orders.cluster-x.us-east-1.rds.amazonaws.com/orders`,
  (m) =>
    `MongoServerError at mongodb+srv://admin:{{connection-string:${m.opaque(20)}}}@cluster0.abcde.mongodb.net/?retryWrites=true`,
  (m) => `{"redis":"redis://:{{connection-string:${m.opaque(24)}}}@cache.internal:6379/0"}`,
  (m) => `AMQP amqp://guest:{{connection-string:${m.password()}}}@rabbit:5672/%2f closed`,
  (m) => `dial mysql://root:{{connection-string:${m.password()}}}@10.0.3.4:3306: connection refused`,
  (m) => `fatal: unable to access 'https://ci:{{connection-string:${m.opaque(20)}}}@git.example.com/repo.git/': 403`,
  (m) => `sqlalchemy.exc.OperationalError: (postgresql+psycopg2://svc:{{connection-string:${m.of(ALNUM, 14)}}}@pg/db)`,
  (m) => `jdbc:postgresql://db:5432/app?user=app&password={{password:${m.password()}}}&ssl=true`,
  (m) =>
    `Server=tcp:sql.example.com,1433;Database=${m.word()};User ID=app;Password={{password:${m.of(ALNUM, 14)}}};Encrypt=true;`,
  (m) => `Data Source=db;Initial Catalog=x;User Id=sa;Pwd={{password:${m.of(ALNUM, 10)}}};`,
  (m) => `host=db port=5432 user=app password={{password:${m.password()}}} dbname=orders`,
  (m) =>
    `DefaultEndpointsProtocol=https;AccountName=x;AccessKey={{api-secret:${m.of(BASE64, 83)}8==}};EndpointSuffix=core`,
  // Passwords
  (m) => `{"event":"login","username":"${m.word()}","password":"{{password:${m.password()}}}"}`,
  (m) => `{"log":"{\\"user\\":\\"a\\",\\"password\\":\\"{{password:${m.of(ALNUM, 12)}}}\\"}"}`,
  (m) => `POST /login username=jane&password={{password:${m.password().replaceAll('#', '%23')}}}&remember=1`,
  (m) => `DB_PASSWORD={{password:${m.password()}}}`,
  (m) => `spring.datasource.password={{password:${m.of(ALNUM, 18)}}}`,
  (m) => `Connecting with user admin, password: {{password:${m.of(ALNUM, 10)}9!}}`,
  (m) => `+ PGPASSWORD='{{password:${m.password()}}}' psql -h db`,
  (m) => `mysqldump -u root --password={{password:${m.password()}}} orders`,
  (m) => `ldapsearch --password {{password:${m.of(ALNUM, 12)}}} -b dc=x`,
  (m) => `ALTER USER app IDENTIFIED BY '{{password:${m.password()}}}';`,
  (m) => `<login><user>jane</user><password>{{password:${m.password()}}}</password></login>`,
  (m) => `User(name='jane', passwd='{{password:${m.password()}}}', active=True)`,
  (m) =>
    `  sasl.jaas.config=org.apache.kafka.ScramLoginModule required username="svc" password="{{password:${m.of(ALNUM, 20)}}}";`,
  (m) => `{"user":"jane","password_hash":"{{password:$2b$12$${m.of(ALNUM, 53)}}}"}`,
  (m) => `{"smtp": {"host": "mail", "smtp_password" : "{{password:${m.password()}}}"}}`,
  (m) => `map[password:{{password:${m.of(ALNUM, 12)}4}} user:jane]`,
  // Tokens and API keys by name
  (m) => `api_key={{api-secret:${m.hex(32)}}} endpoint=/v1/charge`,
  (m) => `{"apiKey":"{{api-secret:${m.opaque(40)}}}","env":"prod"}`,
  (m) => `x-api-key: {{api-secret:${m.of(ALNUM, 40)}7}}`,
  (m) => `{"client_id":"${m.uuid()}","client_secret":"{{api-secret:${m.of(ALNUM, 30)}~4}}"}`,
  (m) => `GET /v2/items?access_token={{api-secret:${m.opaque(64)}}} HTTP/1.1" 200`,
  (m) => `refresh_token={{api-secret:${m.opaque(48)}}}&grant_type=refresh_token`,
  (m) => `{"auth_token": "{{api-secret:${m.uuid()}}}"}`,
  (m) => `DD_API_KEY={{api-secret:${m.hex(32)}}}`,
  (m) => `webhook secret={{api-secret:${m.opaque(32)}}} registered`,
  (m) => `JWT_SIGNING_KEY="{{api-secret:${m.of(BASE64, 43)}1=}}"`,
  (m) => `Set-Cookie: JSESSIONID=${'x'.repeat(0)}{{api-secret:${m.hex(32).toUpperCase()}}}; Path=/; HttpOnly`,
  (m) => `sessionid={{api-secret:${m.of(`${LOWER}${DIGITS}`, 31)}4}}; csrftoken=x`,
  (m) => `config {"encryption_key":"{{api-secret:${m.of(BASE64, 43)}=}}"}`.replace('=}}', '7=}}'),
  // Vendors
  (m) => `git clone failed for token {{vendor-token:gh${m.pick(['p', 's', 'o'])}_${m.of(ALNUM, 36)}}}`,
  (m) => `GITHUB_TOKEN={{vendor-token:github_pat_${m.of(ALNUM, 22)}_${m.of(ALNUM, 59)}}}`,
  (m) =>
    `slack: {{vendor-token:xox${m.pick(['b', 'p'])}-${m.digits(12)}-${m.digits(13)}-${m.of(ALNUM, 24)}}} not_authed`,
  (m) =>
    `posting to https://hooks.slack.com/services/{{vendor-token:T${m.of(UPPER, 8)}/B${m.of(UPPER, 8)}/${m.of(ALNUM, 24)}}}`,
  (m) => `stripe key {{vendor-token:${m.pick(['sk', 'rk'])}_live_${m.of(ALNUM, 24)}}} used`,
  (m) => `maps key={{vendor-token:AIza${m.of(BASE64URL, 35)}}} over quota`,
  (m) => `google {{vendor-token:ya29.${m.of(BASE64URL, 120)}}} expired`,
  (m) => `//registry.npmjs.org/:_authToken={{vendor-token:npm_${m.of(ALNUM, 36)}}}`,
  (m) => `{{vendor-token:glpat-${m.of(BASE64URL, 20)}}} is revoked`,
  (m) => `SENDGRID {{vendor-token:SG.${m.of(BASE64URL, 22)}.${m.of(BASE64URL, 43)}}}`,
  (m) => `openai key {{vendor-token:sk-proj-${m.of(BASE64URL, 60)}}} invalid`,
  (m) => `vault login {{vendor-token:hvs.${m.of(ALNUM, 90)}}}`,
  // Cards
  (m) => `payment declined for card {{card-number:${m.card()}}} amount=12.50`,
  (m) => `{"cardNumber":"{{card-number:${m.card()}}}","exp":"12/29"}`,
  (m) => `{"pan":{{card-number:${m.visa()}}},"cvv":"***"}`,
  (m) => `charged {{card-number:${m.grouped(m.visa(), ' ')}}} ok`,
  (m) => `PAN {{card-number:${m.grouped(m.card(), '-')}}}`,
  (m) => `amex {{card-number:${m.amex()}}}`,
  (m) => `card=({{card-number:${m.visa()}}})`,
  (m) => `cc_number={{card-number:${m.card()}}}&cc_exp=1229`,
];

const NEGATIVE: readonly ((m: Make) => string)[] = [
  (m) => `START RequestId: ${m.uuid()} Version: $LATEST`,
  (m) => `REPORT RequestId: ${m.uuid()}\tDuration: ${m.digits(3)}.12 ms\tBilled Duration: 300 ms\tMemory Size: 512 MB`,
  (m) =>
    `arn:aws:iam::${m.digits(12)}:role/${m.word()}-role is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:${m.digits(12)}:secret:prod/${m.word()}/db-${m.of(ALNUM, 6)}`,
  (m) => `{"traceId":"${m.hex(32)}","spanId":"${m.hex(16)}","msg":"done"}`,
  (m) => `X-Amzn-Trace-Id: Root=1-${m.hex(8)}-${m.hex(24)};Parent=${m.hex(16)};Sampled=1`,
  (m) => `pulled image ${m.digits(12)}.dkr.ecr.us-east-1.amazonaws.com/${m.word()}@sha256:${m.hex(64)}`,
  (m) => `checked out commit ${m.hex(40)}`,
  (m) => `secret version ${m.hex(40)} of tls-cert rotated`,
  (m) => `deploying ${m.hex(7)} to ${m.word()} by jenkins`,
  (m) => `pod ${m.pod()} in namespace ${m.word()} was OOMKilled`,
  (m) => `MountVolume.SetUp failed for volume "kube-api-access-${m.of(LOWER, 5)}" : secret "${m.word()}-tls" not found`,
  (m) => `Reconciling secret ${m.word()}/app-secrets-v2 generation=14`,
  (m) => `secretName: ${m.word()}-db-credentials-2026-prod`,
  (m) => `level=info msg="request" bytes=${m.digits(5)} epoch=179${m.digits(10)} status=200`,
  (m) => `ts=179${m.digits(7)} offset=4${m.digits(15)} partition=3`,
  (m) => `dd.trace_id=4${m.digits(18)} dd.span_id=5${m.digits(18)}`,
  (m) => `order_id=${m.visa()} created`,
  (m) => `{"orderId":"${m.card()}","total":12.5}`,
  (m) => `{"trackingNumber":"${m.visa()}"}`,
  (m) => `invoice ref 4${m.digits(11)} paid`,
  (m) => `call from +49 30 ${m.digits(8)} lasted 40 s`,
  (m) => `phone: +1 (415) 555-${m.digits(4)}`,
  (m) => `value=4.${m.digits(15)} threshold=5.0`,
  (m) => `latency 0.${m.digits(16)} s`,
  (m) => `balance 5500000000.0000 of account 1${m.digits(11)}`,
  (m) => `sequence 179${m.digits(16)} committed`,
  (m) => `IMEI: 35${m.digits(13)}`,
  (m) =>
    `ip 10.0.${m.int(255)}.${m.int(255)} - - [21/Nov/2026:09:00:00 +0000] "GET /api/v1/token/refresh HTTP/1.1" 401 123 "-" "Mozilla/5.0"`,
  () => `192.168.1.1 - jane [21/Nov/2026:09:00:00 +0000] "POST /password/reset HTTP/1.1" 302 0`,
  () => 'Invalid password: too short, must contain at least 12 characters',
  () => 'password is required',
  () => 'password: must not be empty',
  () => 'ERROR password authentication failed for user "app"',
  () => 'FATAL:  password authentication failed for user "postgres" (SQLSTATE 28P01)',
  () => '{"password":"***","user":"jane"}',
  () => '{"password":"[FILTERED]","email":"[FILTERED]"}',
  () => '{"password":null,"token":null}',
  () => 'password=${DB_PASSWORD} host=${DB_HOST}',
  () => 'PASSWORD=<redacted> USER=app',
  () => 'password=******** user=app',
  () => 'spring.datasource.password={{ vault.db.password }}'.replaceAll('{{', '{').replaceAll('}}', '}'),
  () => 'postgres://app:***@db:5432/orders',
  () => 'postgres://app:<password>@db:5432/orders',
  () => 'redis://:${REDIS_PASSWORD}@cache:6379',
  () => 'connected to postgres://db-1.internal:5432/orders',
  (m) => `GET http://${m.word()}:8080/users/jane@example.com 200`,
  () => 'dial tcp 10.0.0.4:5432: connect: connection refused',
  () => 'proxy http://egress.internal:3128 used for https://api.example.com:443/v1@latest',
  () => 'git@github.com:org/repo.git cloned',
  () => 'Bearer token is missing or malformed in the request',
  () => 'WWW-Authenticate: Bearer realm="api", error="invalid_token"',
  () => 'Authorization header is missing',
  () => 'Authorization: Bearer ****',
  () => 'Authorization: Bearer <token>',
  () => 'using Basic authentication for realm internal',
  () => 'Basic health checks passed',
  () => "SyntaxError: Unexpected token '}' at position 1234",
  () => 'Unexpected token: STRING at line 12',
  () => 'tokens=1843 prompt_tokens=1200 completion_tokens=643',
  (m) => `{"nextToken":"${m.of(BASE64, 60)}1"}`,
  (m) => `{"NextPageToken":"${m.opaque(60)}"}`,
  (m) => `continuation_token=${m.opaque(50)}`,
  (m) => `clientRequestToken=${m.uuid()}`,
  () => 'token expired at 2026-11-21T09:00:00Z',
  () => 'token=expired user=jane',
  () => 'csrf token mismatch',
  (m) => `access key rotation finished for user ${m.word()}-ci`,
  (m) => `access_key_id rotated, new key created for arn:aws:iam::${m.digits(12)}:user/ci`,
  (m) => `principal AIDA${m.of(`${UPPER}234567`, 17)} assumed AROA${m.of(`${UPPER}234567`, 17)}:session`,
  () => 'secret: rotated',
  () => 'api_key: missing',
  () => 'credentials=default region=us-east-1',
  () => 'credentials: ContainerCredentialsProvider',
  () => `cookie: theme=dark; lang=en`,
  (m) => `payload ${m.of(BASE64, 120)}==`,
  (m) => `body=${m.base64(`{"order":"${m.uuid()}","lines":[1,2,3]}`)}`,
  (m) => `data:image/png;base64,iVBORw0KGgo${m.of(BASE64, 90)}`,
  (m) => `etag "${m.hex(32)}" matched`,
  (m) => `"digest":"sha512-${m.of(BASE64, 86)}=="`,
  (m) => `integrity sha256-${m.of(BASE64, 43)}=`,
  (m) => `md5=${m.hex(32)} file=/data/${m.word()}.csv`,
  (m) => `-----BEGIN CERTIFICATE-----\nMII${m.of(BASE64, 61)}\n-----END CERTIFICATE-----`,
  (m) => `-----BEGIN PUBLIC KEY-----\nMII${m.of(BASE64, 61)}\n-----END PUBLIC KEY-----`,
  () =>
    'PEM must start with -----BEGIN PRIVATE KEY----- and end with -----END PRIVATE KEY-----'.replace(
      ' and end with -----END PRIVATE KEY-----',
      ', got something else',
    ),
  (m) => `cursor eyJ${m.of(ALNUM, 30)} read`,
  () =>
    'java.lang.IllegalStateException: Token cannot be null\n\tat com.example.auth.TokenFilter.doFilter(TokenFilter.java:42)\n\tat com.example.Passwords.check(Passwords.java:12)',
  () =>
    'Traceback (most recent call last):\n  File "/app/auth/password.py", line 42, in check\n    raise ValueError("bad password")\nValueError: bad password',
  () => 'at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  (m) => `GET https://cdn.example.com/app.${m.hex(20)}.js 200`,
  (m) => `s3://${m.word()}-bucket/${m.uuid()}/part-0000-${m.hex(32)}.parquet`,
  (m) => `kms key arn:aws:kms:us-east-1:${m.digits(12)}:key/${m.uuid()}`,
  (m) => `instance i-${m.hex(17)} vol-${m.hex(17)} eni-${m.hex(17)}`,
  (m) => `goroutine ${m.digits(3)} [running]: main.handler(0xc000${m.hex(6)}, 0x${m.hex(12)})`,
  (m) =>
    `${m.time()} stdout F {"level":"info","ts":179${m.digits(7)}.${m.digits(6)},"caller":"server/server.go:123","msg":"served","path":"/v1/orders/${m.uuid()}","status":200,"dur_ms":${m.digits(2)}}`,
  (m) =>
    `2 ${m.digits(12)} eni-${m.hex(17)} 10.0.1.5 10.0.2.7 443 ${m.int(60000)} 6 20 4249 179${m.digits(7)} 179${m.digits(7)} ACCEPT OK`,
  (m) => `uid=1000 gid=1000 session opened for user ${m.word()}`,
  () => 'PWD=/home/app OLDPWD=/ HOME=/home/app',
  () => 'passwordless sudo enabled; passwordPolicy=strict; password_expires_in=30',
  () => '"passwordResetRequired":false,"mfaEnabled":true',
  () => 'key=value other=thing sort_key=2026-11-21 partition_key=orders',
  (m) => `public_key=${m.hex(64)}`,
  (m) => `idempotency_key=${m.uuid()} cache_key=orders:${m.uuid()}`,
  () => 'Pressed key: Enter; monkey=banana; keyboard layout=us',
  (m) => `sk-${m.word()}-service started; task-${m.uuid()} queued; disk-usage=40`,
  () => 'npm_config_cache=/tmp npm_lifecycle_event=start npm_package_version=1.2.3',
  () => 'is_test_mode=true run_live_migration=false',
  () => 'SG.example.com resolved; sg-0123456789abcdef0 allows 443',
  () => 'signature=invalid for request',
  () => 'design=modern&sig=v2',
  (m) => `alarm arn:aws:cloudwatch:us-east-1:${m.digits(12)}:alarm:checkout-5xx-rate went to ALARM`,
  () =>
    'Threshold Crossed: 2 out of the last 3 datapoints [16.9 (21/11/26 07:05:00)] were greater than the threshold (5.0)',
  (m) => `http_requests_total{service="${m.word()}",code="500",pod="${m.pod()}"} 4242`,
  () => 'SELECT id, password_hash FROM users WHERE email = $1',
  () => 'UPDATE users SET password = $1 WHERE id = $2',
  () => 'usage: tool --password <password> --token <token>',
  () => 'secret_key_base is not set; set SECRET_KEY_BASE',
  () => 'AccessKey: not found in environment',
  () => 'session token refresh scheduled in 300 s',
  (m) => `sessionId=undefined userId=${m.digits(6)}`,
  (m) => `Bitcoin address bc1q${m.of(`${LOWER}${DIGITS}`, 38)}`,
  (m) => `VIN WVW${m.of(UPPER, 6)}${m.digits(8)}`,
  (m) => `IBAN DE${m.digits(20)} validated`,
  (m) => `barcode 4${m.digits(12)} scanned`,
  () => `numbers 4111 1111 1111 1112 failed the check`,
  (m) => `matrix 4${m.digits(3)} ${m.digits(4)} ${m.digits(4)}`,
];

/** Written after the rules were, as other programs log the same: what the rules were not made for. */
const LATER: readonly ((m: Make) => string)[] = [
  (m) => `"Env":["PATH=/usr/bin","DB_PASSWORD={{password:${m.of(ALNUM, 14)}}}","NODE_ENV=production"]`,
  (m) => `Parameters: {"utf8"=>"✓", "user"=>{"email"=>"a@example.com", "password"=>"{{password:${m.password()}}}"}}`,
  (m) => `config: {User:jane Password:{{password:${m.of(ALNUM, 12)}}} Host:db-1 Port:5432}`,
  (m) => `&{Username:app Password:{{password:${m.of(ALNUM, 12)}}} TLS:true}`,
  (m) => `curl -u jane:{{password:${m.of(ALNUM, 14)}}} https://api.example.com/v1/orders`,
  (m) => `mysql -h db -uroot -p{{password:${m.of(ALNUM, 12)}9}} orders`,
  (m) => `sshpass -p {{password:${m.of(ALNUM, 12)}}} ssh app@10.0.0.3`,
  (m) => `redis> AUTH {{password:${m.of(ALNUM, 20)}}}`,
  (m) => `CONFIG SET requirepass {{password:${m.of(ALNUM, 20)}}}`,
  (m) => `X-Vault-Token: {{vendor-token:hvs.${m.of(ALNUM, 24)}}}`,
  (m) => `x-auth-token: {{api-secret:${m.opaque(40)}}}`,
  (m) => `header [authorization, Bearer {{bearer-token:${m.opaque(40)}}}]`,
  (m) =>
    `{"httpMethod":"GET","headers":{"Authorization":"Bearer {{jwt:${m.jwt()}}}","Host":"x"},"requestContext":{"requestId":"${m.uuid()}"}}`,
  (m) => `metadata: map[authorization:[Bearer {{bearer-token:${m.opaque(50)}}}] user-agent:[grpc-go/1.70.0]]`,
  (m) =>
    `{"eventName":"CreateAccessKey","responseElements":{"accessKey":{"accessKeyId":"{{aws-access-key-id:${m.keyId()}}}","status":"Active"}},"eventID":"${m.uuid()}"}`,
  (m) =>
    `DefaultEndpointsProtocol=https;AccountName=st;AccountKey={{api-secret:${m.of(BASE64, 84)}8w==}};EndpointSuffix=core.windows.net`,
  (m) =>
    `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={{api-secret:${m.of(BASE64, 42)}4=}}`,
  (m) => `mongodb://app:{{connection-string:${m.of(ALNUM, 16)}}}@m0:27017,m1:27017,m2:27017/orders?replicaSet=rs0`,
  (m) => `BrokenPipe kafka sasl.password = {{password:${m.of(ALNUM, 20)}7}}`,
  (m) => `GET /ws?token={{api-secret:${m.opaque(32)}}}&room=5 101`,
  (m) => `GET /hook?key={{vendor-token:AIza${m.of(BASE64URL, 35)}}} 200`,
  (m) => `terraform: random_password.db.result = "{{password:${m.of(ALNUM, 20)}}}"`,
  (m) => `stringData:\n  password: "{{password:${m.of(ALNUM, 16)}}}"\n  username: app`,
  (m) => `env:\n- name: DB_PASSWORD\n  value: {{password:${m.of(ALNUM, 16)}1}}`,
  (m) => `ldap bind dn=cn=admin,dc=x pw={{password:${m.of(ALNUM, 12)}}}`,
  (m) => `{"secret":{"name":"stripe","value":"{{vendor-token:sk_live_${m.of(ALNUM, 32)}}}"}}`,
  (m) => `client_secret={{api-secret:${m.uuid()}}}&grant_type=client_credentials`,
  (m) => `AWS_SECRET_ACCESS_KEY: {{aws-secret-key:${m.secretKey()}}}`,
  (m) => `aws configure set aws_secret_access_key {{aws-secret-key:${m.secretKey()}}}`,
  (m) =>
    `Credentials(access_key='{{aws-access-key-id:${m.keyId()}}}', secret_key='{{aws-secret-key:${m.secretKey()}}}', token='{{aws-session-token:${m.sessionToken()}}}')`,
  (m) => `user jane paid with {{card-number:${m.visa()}}}.`,
  (m) => `"primaryAccountNumber": "{{card-number:${m.card()}}}"`,
  (m) => `PaymentMethod[type=CARD, number={{card-number:${m.card()}}}, holder=Jane]`,
  (m) => `CC: {{card-number:${m.grouped(m.card(), ' ')}}} exp 12/29`,
  (m) => `track2=;{{card-number:${m.visa()}}}=2912`,
  (m) => `{"jwk":{"kty":"RSA","d":"x"}} {{private-key:${m.pkcs8('\n')}}}`,
  (m) => `  password => {{password:${m.of(ALNUM, 15)}2}}`,
  (m) => `Login failed for jane with password {{password:${m.of(ALNUM, 9)}!7}}`,
  (m) =>
    `oauth2: token response {"access_token":"{{api-secret:${m.opaque(60)}}}","token_type":"Bearer","expires_in":3599,"refresh_token":"{{api-secret:${m.opaque(50)}}}"}`,
  (m) => `NPM_TOKEN={{api-secret:${m.uuid()}}}`,
  // and what is none
  (m) => `${m.time()} password reset mail sent to user ${m.digits(6)}, token valid 3600 s`,
  () => 'Field password has type=string, required=true, minLength=12',
  () => '{"name":"password","in":"formData","required":true,"type":"string"}',
  () => 'passwd: unchanged; groups: files systemd; shadow: files',
  () => 'nsswitch passwd: files ldap',
  (m) =>
    `Secret ${m.word()}/registry-pull (type kubernetes.io/dockerconfigjson) updated, resourceVersion=${m.digits(9)}`,
  (m) => `TokenReview for system:serviceaccount:${m.word()}:default took ${m.digits(2)}ms`,
  (m) => `etag=W/"${m.hex(40)}" cache-key=${m.hex(64)}`,
  (m) => `commit ${m.hex(40)} secret scanning passed`,
  (m) =>
    `SecretsManager: rotated arn:aws:secretsmanager:eu-west-1:${m.digits(12)}:secret:${m.word()}-AbCdEf version ${m.uuid()}`,
  (m) => `VersionId: ${m.uuid()} SecretId: prod/${m.word()}`,
  (m) => `api_key_id=${m.digits(8)} rate limited`,
  () => `token_count=1423 token_limit=8192 tokenizer=cl100k_base`,
  () => `max_tokens: 4096, top_p: 0.9, stop_token: </s>`,
  () => 'const token = await getToken(session.user)',
  () => 'Error: secretOrPrivateKey must have a value',
  () => 'JsonWebTokenError: invalid signature',
  () => 'passport.deserializeUser called',
  (m) => `key: ${m.word()}:cart:${m.uuid()} ttl=3600`,
  (m) => `sortKey=ORDER#${m.digits(10)} partitionKey=USER#${m.digits(8)}`,
  (m) => `transaction 4${m.digits(15)} settled`,
  (m) => `{"messageId":"${m.uuid()}","receiptHandle":"AQEB${m.of(BASE64, 120)}=="}`,
  (m) => `shardIterator=AAAAAAAAAA${m.of(BASE64, 100)}==`,
  (m) => `x-amz-id-2: ${m.of(BASE64, 74)}==`,
  (m) => `x-amz-request-id: ${m.of(`${UPPER}${DIGITS}`, 16)}`,
  (m) => `AppId=${m.hex(32)} tenant=${m.uuid()} client_id=${m.uuid()}`,
  (m) => `Basic ${m.word()} smoke tests: 14 passed`,
  (m) => `bearer of ticket ${m.digits(8)} admitted`,
  (m) => `nonce=${m.hex(32)} state=${m.of(ALNUM, 43)}`,
  () => `csrfToken cookie set; sameSite=lax`,
  (m) => `gpg: signature made Sat 21 Nov using RSA key ${m.hex(40).toUpperCase()}`,
  (m) => `SHA256:${m.of(BASE64, 43)} ssh-ed25519 accepted`,
  (m) => `ssh-rsa AAAAB3NzaC1yc2E${m.of(BASE64, 200)} jane@laptop`,
  (m) => `http://${m.word()}:${m.int(9000) + 1000}/path/${m.hex(8)}@2x.png`,
  (m) => `eyJ file missing: /data/eyJ/${m.word()}.json`,
];

const ROUNDS = 3;

/** Every template with several values: the same in each run. */
export function labelledTexts(): Labelled[] {
  return [...POSITIVE, ...NEGATIVE, ...LATER].flatMap((template, i) =>
    Array.from({ length: ROUNDS }, (_, round) => template(makers(7_919 * (i + 1) + 104_729 * (round + 1)))),
  );
}

/** The text as it is logged, and as it must leave. */
export function readLabels(labelled: Labelled): {
  text: string;
  wanted: string;
  secrets: { rule: string; secret: string }[];
} {
  const secrets: { rule: string; secret: string }[] = [];
  const LABEL = /\{\{([a-z0-9-]+):([\s\S]*?)\}\}/g;
  const text = labelled.replaceAll(LABEL, (_all, rule: string, secret: string) => {
    secrets.push({ rule, secret });
    return secret;
  });
  return { text, secrets, wanted: labelled.replaceAll(LABEL, (_all, rule: string) => `[redacted:${rule}]`) };
}
