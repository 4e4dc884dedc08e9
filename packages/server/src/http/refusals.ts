import { GATEWAY_PREFIX, refuseAtGateway } from "./gateway.js";
import { badRequest, sendProblem } from "./rest/problem.js";
import type { Refuse, RouterOptions } from "./router.js";

const refuseAtRest: Refuse = (status, reply, fields) => {
  if (status === 405) {
    const detail = "this path does not take that method: the header Allow has those that it takes";
    sendProblem(reply, { status, code: "methodNotAllowed", detail }, fields);
  } else if (status === 404) {
    sendProblem(reply, { status, code: "noSuchPath", detail: "there is no such path: /openapi.json has all that are" });
  } else if (status === 400) sendProblem(reply, badRequest("the URL can not be read: check its percent signs"));
  else sendProblem(reply, { status, code: "internal", detail: "this is a bug of the server: see its log" });
};

/** How requests that reach no route are refused, by the beginning of their path. */
export const REFUSALS: NonNullable<RouterOptions["refusals"]> = {
  [GATEWAY_PREFIX]: refuseAtGateway,
  "/kv": refuseAtRest,
  "/watch": refuseAtRest,
};
