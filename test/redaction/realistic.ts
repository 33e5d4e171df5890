import { labelledTexts, readLabels } from './labelled.ts';
import { ALNUM, DIGITS, HEX, LOWER, randomText } from './random.ts';

/** One line in so many holds a secret. */
const SECRET_EVERY = 50;

/** What services, proxies and platforms log, as they do, about 250 characters a line; one line in fifty with a secret. */
export function realisticLines(count: number, seed = 42): string[] {
  const { of, int } = randomText(seed);
  const pick = (list: readonly string[]): string => list[int(list.length)] ?? '';
  const uuid = () => [8, 4, 4, 4, 12].map((n) => of(HEX, n)).join('-');
  const clock = () =>
    `2026-11-21T09:${of('012345', 1)}${of(DIGITS, 1)}:${of('012345', 1)}${of(DIGITS, 1)}.${of(DIGITS, 3)}Z`;
  const service = () => pick(['checkout', 'orders', 'payments', 'inventory', 'web', 'auth', 'search']);
  const pod = () => `${service()}-${of(LOWER, 10)}-${of(LOWER, 5)}`;
  const path = () =>
    pick([
      `/api/v1/orders/${uuid()}`,
      '/api/v1/cart',
      '/healthz',
      `/products/${of(DIGITS, 6)}?color=blue&size=m`,
      '/login',
    ]);
  const secrets = labelledTexts()
    .map(readLabels)
    .filter((label) => label.secrets.length > 0)
    .map(({ text }) => text);
  const kinds: readonly (() => string)[] = [
    () =>
      `{"timestamp":"${clock()}","level":"info","service":"${service()}","pod":"${pod()}","trace_id":"${of(HEX, 32)}","span_id":"${of(HEX, 16)}","method":"GET","path":"${path()}","status":200,"duration_ms":${of(DIGITS, 3)},"msg":"request served"}`,
    () =>
      `{"time":"${clock()}","level":"ERROR","logger":"com.shop.${service()}.OrderService","thread":"http-nio-8080-exec-${of(DIGITS, 2)}","message":"Could not reserve stock for order ${uuid()}: upstream connect error or disconnect/reset before headers. reset reason: connection timeout","mdc":{"requestId":"${uuid()}","userId":"${of(DIGITS, 6)}"}}`,
    () =>
      `10.0.${of('12', 1)}.${of(DIGITS, 2)} - - [21/Nov/2026:09:12:${of('012345', 1)}4 +0000] "GET ${path()} HTTP/1.1" 200 ${of(DIGITS, 5)} "https://www.example.com/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"`,
    () =>
      `REPORT RequestId: ${uuid()}\tDuration: ${of(DIGITS, 3)}.${of(DIGITS, 2)} ms\tBilled Duration: 300 ms\tMemory Size: 512 MB\tMax Memory Used: 178 MB\tInit Duration: 412.11 ms`,
    () =>
      `2 123456789012 eni-${of(HEX, 17)} 10.0.1.${of(DIGITS, 2)} 10.0.2.7 443 ${of('123456789', 5)} 6 20 4249 1795${of(DIGITS, 6)} 1795${of(DIGITS, 6)} ACCEPT OK`,
    () =>
      `${clock()} ERROR [${service()},${of(HEX, 32)},${of(HEX, 16)}] 1 --- [nio-8080-exec-3] o.s.web.Servlet : Servlet.service() threw exception\njava.lang.IllegalStateException: order ${uuid()} is in state ${pick(['PAID', 'CANCELLED'])}\n\tat com.shop.orders.OrderService.transition(OrderService.java:142)\n\tat com.shop.orders.OrderController.update(OrderController.java:58)\n\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)`,
    () =>
      `I1121 09:12:01.${of(DIGITS, 6)}       1 reconciler.go:${of(DIGITS, 3)}] "Reconciling" controller="deployment" namespace="shop" name="${pod()}" reconcileID="${uuid()}"`,
    () =>
      `level=warn ts=${clock()} caller=grpc.go:${of(DIGITS, 2)} msg="retrying in 1.5s" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial tcp 10.0.3.${of(DIGITS, 2)}:9095: connect: connection refused\\"" peer=${pod()}`,
    () =>
      `{"level":"info","ts":1795${of(DIGITS, 6)}.${of(DIGITS, 6)},"logger":"http","msg":"user authenticated","session":"${of(ALNUM, 12)}","auth":{"method":"oidc","token_type":"Bearer","expires_in":3600},"ip":"10.0.0.${of(DIGITS, 2)}"}`,
    () =>
      `[${clock()}] "POST ${path()} HTTP/2" 201 - via_upstream - "-" ${of(DIGITS, 3)} ${of(DIGITS, 4)} 43 42 "10.0.9.${of(DIGITS, 2)}" "okhttp/4.12.0" "${uuid()}" "${service()}.shop.svc:8080" "10.0.7.12:8080" outbound|8080||${service()}.shop.svc.cluster.local`,
  ];
  return Array.from({ length: count }, (_, i) =>
    i % SECRET_EVERY === 0 ? pick(secrets) : (kinds[i % kinds.length]?.() ?? ''),
  );
}
