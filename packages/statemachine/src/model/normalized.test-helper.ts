import type { Member, RangeResponse } from "@keyval/api";
import type { KeyEvent } from "../keyspace/key-event.js";
import { Refusal } from "../refusal.js";
import type { Result } from "../result.js";
import type { ModelAnswer } from "./model-answer.js";
import { type ModelEvent, textOf } from "./model-keys.js";
import { normalizedResponse } from "./normalized-response.js";

/** A result in the words of the model. */
export function normalized(result: Result | RangeResponse): ModelAnswer {
  if (result instanceof Refusal) return result.error;
  if ("ttls" in result) return { ttls: [...result.ttls] };
  if ("done" in result) return {};
  if ("session" in result) return { session: result.session };
  if ("members" in result) return { members: result.members.map(normalizedMember) };
  if ("alarms" in result) return { alarms: result.alarms };
  if ("version" in result) return { version: result.version };
  return normalizedResponse(result);
}

/** Without what members alone know. */
function normalizedMember({ ID, name, peerURLs, clientURLs, isLearner }: Member): object {
  return { ID, name, peerURLs, clientURLs, isLearner };
}

export function normalizedEvent(event: KeyEvent): ModelEvent {
  const { isDelete, create, mod, version, lease, sub, hasPrevious } = event;
  const [key, value] = [textOf(event.key), textOf(event.value ?? new Uint8Array(0))];
  return { key, value, create, mod, version, lease, isDelete, sub, hasPrevious };
}
