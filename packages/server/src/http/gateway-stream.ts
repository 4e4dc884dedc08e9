import { jsonPieces } from "@keyval/api/reflection";
import type { StreamCall, StreamTaker } from "../rpc/call.js";
import { NOBODY } from "../rpc/reply.js";
import { sendStatus } from "./grpc-status.js";
import { JSON_TYPE, type HttpReply } from "./http-reply.js";
import { PacedOutput } from "./paced-output.js";

/** Answers requests, all of which are here, with a line of JSON for each message. */
export function openGatewayStream(call: StreamCall, requests: readonly unknown[], reply: HttpReply): void {
  const { response } = call.method;
  const output = new PacedOutput(reply);
  const begin = (): void => {
    if (!reply.hasBegun) reply.begin(200, [["content-type", JSON_TYPE]]);
  };
  const taker: StreamTaker<unknown> = call.open(
    {
      send: (bytes) => {
        begin();
        return output.push(line(response.name, response.decode(bytes) as object));
      },
      end: () => {
        begin();
        output.end();
        taker.close();
      },
      fail: (error) => {
        const status = call.statusOf(error);
        if (reply.hasBegun) output.push([`${JSON.stringify({ error: status })}\n`]);
        else sendStatus(reply, status);
        output.end();
        taker.close();
      },
    },
    NOBODY,
  );
  output.onRoom = () => {
    taker.resume();
  };
  reply.onGone = () => {
    taker.close();
  };
  for (const request of requests) taker.take(request);
  taker.requestsEnded();
}

function* line(message: string, value: object): Generator<string, void> {
  yield '{"result":';
  yield* jsonPieces(message, value);
  yield "}\n";
}
