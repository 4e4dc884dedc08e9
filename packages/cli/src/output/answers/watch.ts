import { Event, ResponseHeader, WatchResponse } from "@keyval/api";
import type { Answer } from "../answer.js";
import { enumName, messageValue } from "../go-json.js";
import { keyValueFields, keyValueLines } from "./key-value.js";
import { headerFields } from "./of-message.js";

const EVENT_TYPE = "mvccpb.Event.EventType";

export function watchAnswer(response: WatchResponse): Answer {
  const { header, events, compactRevision, canceled, created } = response;
  return {
    simple: (style) =>
      events.flatMap(({ type, kv, prevKv }) => [
        `${enumName(EVENT_TYPE, type)}\n`,
        ...(prevKv === undefined ? [] : keyValueLines(prevKv, style)),
        ...(kv === undefined ? [] : keyValueLines(kv, style)),
      ]),
    fields: (style) => [
      ...headerFields(header, style),
      ...events.flatMap(({ type, kv, prevKv }) => [
        `"Type" : ${enumName(EVENT_TYPE, type)}\n`,
        ...(prevKv === undefined ? [] : keyValueFields("Prev", prevKv, style)),
        ...(kv === undefined ? [] : keyValueFields("", kv, style)),
      ]),
    ],
    json: () => ({
      Header: messageValue(ResponseHeader.name, header ?? ResponseHeader.create()),
      Events: events.map((event) => messageValue(Event.name, event)),
      CompactRevision: compactRevision,
      Canceled: canceled,
      Created: created,
    }),
    protobuf: () => WatchResponse.encode({ header, events, compactRevision, canceled, created }),
  };
}
