import { DeleteRangeResponse, PutResponse, RangeResponse } from "@keyval/api";
import type { Answer } from "../answer.js";
import { keyValueFields, keyValueLines } from "./key-value.js";
import { headerFields, ofMessage } from "./of-message.js";

export function rangeAnswer(response: RangeResponse): Answer {
  return ofMessage(RangeResponse, response, {
    simple: (style) => response.kvs.flatMap((pair) => keyValueLines(pair, style)),
    fields: (style) => [
      ...headerFields(response.header, style),
      ...response.kvs.flatMap((pair) => keyValueFields("", pair, style)),
      `"More" : ${response.more}\n`,
      `"Count" : ${response.count}\n`,
    ],
  });
}

export function putAnswer(response: PutResponse): Answer {
  const { header, prevKv } = response;
  return ofMessage(PutResponse, response, {
    simple: (style) => ["OK\n", ...(prevKv === undefined ? [] : keyValueLines(prevKv, style))],
    fields: (style) => [
      ...headerFields(header, style),
      ...(prevKv === undefined ? [] : keyValueFields("Prev", prevKv, style)),
    ],
  });
}

export function deleteAnswer(response: DeleteRangeResponse): Answer {
  const { header, deleted, prevKvs } = response;
  return ofMessage(DeleteRangeResponse, response, {
    simple: (style) => [`${deleted}\n`, ...prevKvs.flatMap((pair) => keyValueLines(pair, style))],
    fields: (style) => [
      ...headerFields(header, style),
      `"Deleted" : ${deleted}\n`,
      ...prevKvs.flatMap((pair) => keyValueFields("Prev", pair, style)),
    ],
  });
}
