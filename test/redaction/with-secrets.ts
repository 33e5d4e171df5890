import type { Template } from './makers.ts';
import { ALNUM, BASE64, BASE64URL, DIGITS, LOWER, UPPER } from './random.ts';

/** Secrets as programs log them. */
export const WITH_SECRETS: readonly Template[] = [
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
  (m) => `authorization=Bearer%20{{bearer-token:${m.opaque(30)}}}&x=1`,
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
    `ssh key: {{private-key:${m.head('OPENSSH ')}\n${m.of(BASE64, 70)}\n${m.of(BASE64, 70)}\n${m.tail('OPENSSH ')}}}`,
  (m) =>
    `{{private-key:${m.head('RSA ')}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${m.hex(32).toUpperCase()}\n\n${m.pem('\n')}\n${m.tail('RSA ')}}}`,
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
  (m) => `Set-Cookie: JSESSIONID={{api-secret:${m.hex(32).toUpperCase()}}}; Path=/; HttpOnly`,
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
