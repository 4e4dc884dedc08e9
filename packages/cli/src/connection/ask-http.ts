import { type IncomingMessage, request as openRequest } from "node:http";
import { request as encryptedRequest } from "node:https";
import { TLSSocket } from "node:tls";
import { text } from "node:stream/consumers";
import type { TlsOptions } from "@keyval/client";

export interface HttpAnswer {
  readonly isOk: boolean;
  readonly body: string;
  /** What the server's clock says, in whole seconds. */
  readonly date: number | undefined;
  /** Until when the server's certificate is good; undefined where nothing is encrypted. */
  readonly certifiedUntil: number | undefined;
}

/** Asks the server of an endpoint by HTTP. Undefined where it does not answer in time: it may be closed, or elsewhere. */
export type AskHttp = (endpoint: string, path: string, patienceMs: number) => Promise<HttpAnswer | undefined>;

const PORT_DEFAULT = "2379";

/** With what its client trusts and shows, if anything is encrypted without a word about it. */
export function askHttpWith(tls: TlsOptions | undefined): AskHttp {
  return async (endpoint, path, patienceMs) => {
    try {
      const response = await answerOf(httpUrl(endpoint, path, tls !== undefined), tls, AbortSignal.timeout(patienceMs));
      return {
        isOk: response.statusCode === 200,
        date: timeOf(response.headers.date),
        certifiedUntil: certifiedUntil(response),
        body: await text(response),
      };
    } catch {
      return undefined;
    }
  };
}

/** Where the server of an endpoint is asked by HTTP. */
export function httpUrl(endpoint: string, path: string, isEncrypted: boolean): URL {
  const url = new URL(endpoint.includes("://") ? endpoint : `${isEncrypted ? "https" : "http"}://${endpoint}`);
  if (!/:\d+\/?$/u.test(endpoint)) url.port = PORT_DEFAULT;
  url.pathname = path;
  return url;
}

function answerOf(url: URL, tls: TlsOptions | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection of its own each time: looks are seconds apart, and whoever has looked ends.
    const request =
      url.protocol === "https:"
        ? encryptedRequest(url, { ...tls, signal, agent: false }, resolve)
        : openRequest(url, { signal, agent: false }, resolve);
    request.on("error", reject).end();
  });
}

function certifiedUntil({ socket }: IncomingMessage): number | undefined {
  return socket instanceof TLSSocket ? timeOf(socket.getPeerCertificate().valid_to) : undefined;
}

function timeOf(date: string | undefined): number | undefined {
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}
