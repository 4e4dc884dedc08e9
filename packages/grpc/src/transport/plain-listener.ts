import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { PlainHandler, PlainReply } from "../http2/plain-request.js";
import { PLAIN_BODY_BYTES_MAX } from "../limits.js";
import { Peer } from "./peer.js";

/** Hands requests by HTTP/1.1 to an ordinary handler, each when it is complete: for `ServerOptions.http1`. */
export function plainListener(handler: PlainHandler, bodyBytesMax = PLAIN_BODY_BYTES_MAX): RequestListener {
  return (incoming, response) => {
    const pieces: Buffer[] = [];
    let length = 0;
    incoming.on("data", (bytes: Buffer) => {
      length += bytes.length;
      if (length <= bodyBytesMax) pieces.push(bytes);
      else refuse(incoming, response);
    });
    incoming.on("end", () => {
      if (response.headersSent) return;
      const request = {
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        header: (name: string) => firstOf(incoming.headers[name]),
        body: Buffer.concat(pieces),
        peer: new Peer(incoming.socket),
      };
      handler(request, replyBy(response));
    });
    incoming.on("error", () => response.destroy());
  };
}

function refuse(incoming: IncomingMessage, response: ServerResponse): void {
  incoming.pause();
  incoming.removeAllListeners("data");
  response.writeHead(413, { connection: "close" }).end(() => incoming.destroy());
}

function replyBy(response: ServerResponse): PlainReply {
  const reply: PlainReply = {
    begin: (status, fields) => void response.writeHead(status, fields.flat()),
    write: (bytes) => response.write(bytes),
    end: () => void response.end(),
    onDrain: () => undefined,
    onGone: () => undefined,
  };
  response.on("drain", () => reply.onDrain());
  response.on("close", () => {
    if (!response.writableFinished) reply.onGone();
  });
  return reply;
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return typeof value === "object" ? value[0] : value;
}
