import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemberAddCommand, type ErrorName } from "@keyval/api";
import { Members } from "@keyval/statemachine";
import { ask, type Answered } from "./http.test-helper.js";
import { joinRoutes } from "./join.js";
import { Router } from "./router.js";

const OWN = 2 ** 40;

interface State {
  /** What it waits for if it takes no part in the cluster. */
  readonly waitsFor?: string;
  readonly unconfirmed?: ErrorName;
  readonly listed?: readonly number[];
}

/** What a member in this state answers one that was added before, and asks again. */
function join(state: State): Promise<Answered> {
  const members = new Members();
  for (const ID of state.listed ?? []) members.add(MemberAddCommand.create({ ID, peerURLs: [`http://m${ID}:1`] }));
  const served = {
    submissions: { confirm: (done: (error?: ErrorName) => void) => void setImmediate(done, state.unconfirmed) },
    machine: () => ({ tables: { members } }),
    header: () => ({ clusterId: 1, memberId: OWN }),
  };
  const handlers = { served, cluster: {} } as unknown as ReturnType<Parameters<typeof joinRoutes>[0]["handlers"]>;
  const routes = joinRoutes({
    handlers: () => (state.waitsFor === undefined ? handlers : undefined),
    waitsFor: () => state.waitsFor,
    token: undefined,
  });
  const failed = (bug: unknown): void => {
    throw bug;
  };
  const body = '{"id":"new","raftAddress":"m7:1"}';
  return ask(new Router({ routes, failed }), { method: "POST", path: "/join", body });
}

async function problem(state: State): Promise<[number | undefined, string, string]> {
  const { status, fields, json } = await join(state);
  const { code, detail } = json as { readonly code: string; readonly detail: string };
  assert.equal(fields.get("content-type"), "application/problem+json");
  return [status, code, detail];
}

void describe("/join", () => {
  it("is answered by every member that takes part, whether it serves clients or not", async () => {
    assert.equal((await join({ listed: [OWN, 7] })).status, 200);
  });

  it("says of a member that can not answer yet what it waits for, and to ask another one", async () => {
    const [status, code, detail] = await problem({ waitsFor: "it reads its store" });
    assert.deepEqual([status, code], [503, "notReady"]);
    assert.equal(detail, "this member is not ready: it reads its store; ask again, or another member");
    assert.deepEqual((await problem({ listed: [OWN, 7], unconfirmed: "noLeader" })).slice(0, 2), [503, "noLeader"]);
  });

  it("gives nobody a list of members on which its own is missing", async () => {
    assert.deepEqual((await problem({ listed: [7] })).slice(0, 2), [503, "notReady"]);
  });
});
