import { openApiOf } from "./openapi.js";
import type { Route } from "./route.js";
import { tryPage } from "./try-page.js";

const PAGE_TYPE = "text/html; charset=utf-8";

/** Nothing but what the page itself has, and the server that it came from. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

/** What the given routes take and give, for programs and for people. */
export function documentRoutes(routes: readonly Route[], version: string): Route[] {
  const document = openApiOf(routes, version);
  return [
    {
      method: "GET",
      path: "/openapi.json",
      answer: (_, reply) => {
        reply.json(200, document);
      },
    },
    {
      method: "GET",
      path: "/docs",
      answer: (_, reply) => {
        reply.send(200, PAGE_TYPE, tryPage, [
          ["content-security-policy", PAGE_POLICY],
          ["x-content-type-options", "nosniff"],
        ]);
      },
    },
  ];
}
