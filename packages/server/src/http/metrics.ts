import type { Route } from "./route.js";

/** The format in which Prometheus is answered. */
const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** `/metrics`. */
export function metricsRoutes(text: () => string): Route[] {
  return [
    {
      method: "GET",
      path: "/metrics",
      answer: (_, reply) => {
        reply.send(200, EXPOSITION_TYPE, text());
      },
    },
  ];
}
