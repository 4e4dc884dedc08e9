import type { RequestListener, ServerResponse } from "node:http";
import type { PlainHandler, PlainReply } from "../http2/plain-request.js";
import { PLAIN_BODY_BYTES_MAX, UNWANTED_BYTES_MAX } from "../limits.js";
import { Peer } from "./peer.js";

/** Hands requests by HTTP/1.1 to an ordinary handler, each when it is complete: for `ServerOptions.http1`. */
export function plainListener(handler: PlainHandler, bodyBytesMax = PLAIN_BODY_BYTES_MAX): RequestListener {
  return (incoming, response) => {
    const pieces: Buffer[] = [];
    let length = 0;
    incoming.on("data", (bytes: Buffer) => {
      length += bytes.length;
      if (length <= bodyBytesMax) pieces.push(bytes);
      else if (!response.headersSent) refuse(response, bodyBytesMax);
      else if (length > bodyBytesMax + UNWANTED_BYTES_MAX) incoming.destroy();
    });
    incoming.on("end", () => {
      if (response.headersSent) {
        response.end();
        return;
      }
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

/**
 * A connection that is closed while the client still sends is reset, and the client may never read why. So the answer is whole, but does
 * not end before the request does, or is too long even for that; the time for a request bounds it as well.
 */
function refuse(response: ServerResponse, bodyBytesMax: number): void {
  const text = `the body of a request has at most ${bodyBytesMax} bytes here\n`;
  response.writeHead(413, { connection: "close", "content-type": "text/plain", "content-length": text.length });
  response.write(text);
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
