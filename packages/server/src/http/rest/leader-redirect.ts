import type { HttpReply } from "../http-reply.js";
import type { HttpRequest } from "../http-request.js";
import { badRequest, sendProblem } from "./problem.js";

/** Who leads, as this member knows it: itself, another one at its URL for clients, or nobody that is known. */
export type LeaderPlace = { readonly isHere: true } | { readonly isHere: false; readonly url: string | undefined };

/** Sends whoever asks for it to the leader; true if there is nothing more to answer. */
export function isSentToLeader(request: HttpRequest, reply: HttpReply, leader: () => LeaderPlace): boolean {
  const wish = request.query.text("redirect");
  if (wish === undefined) return false;
  if (wish !== "leader") {
    sendProblem(reply, badRequest("redirect takes leader"));
    return true;
  }
  const place = leader();
  if (place.isHere) return false;
  if (place.url === undefined) {
    const detail = "nobody leads, or the leader has told no URL for clients: try again, or leave ?redirect away";
    sendProblem(reply, { status: 503, code: "noLeader", detail });
  } else
    reply.empty(307, [
      ["location", place.url + request.target],
      ["content-length", "0"],
    ]);
  return true;
}
