import {
  DeleteRangeResponse,
  PutResponse,
  RangeResponse,
  ResponseHeader,
  type ResponseOp,
  TxnResponse,
} from "@keyval/api";
import type { Answer } from "../answer.js";
import { type GoObject, messageValue } from "../go-json.js";
import { deleteAnswer, putAnswer, rangeAnswer } from "./kv.js";
import { headerFields, ofMessage } from "./of-message.js";

export function txnAnswer(response: TxnResponse): Answer {
  const answers = response.responses.map(operationAnswer);
  return {
    ...ofMessage(TxnResponse, response, {
      simple: (style) => [
        response.succeeded ? "SUCCESS\n" : "FAILURE\n",
        ...answers.flatMap((answer) => ["\n", ...answer.simple(style)]),
      ],
      fields: (style) => [
        ...headerFields(response.header, style),
        `"Succeeded" : ${response.succeeded}\n`,
        ...answers.flatMap((answer) => answer.fields?.(style) ?? []),
      ],
    }),
    json: () => txnValue(response),
  };
}

function operationAnswer({ responseRange, responsePut, responseDeleteRange, responseTxn }: ResponseOp): Answer {
  if (responseRange !== undefined) return rangeAnswer(responseRange);
  if (responsePut !== undefined) return putAnswer(responsePut);
  if (responseDeleteRange !== undefined) return deleteAnswer(responseDeleteRange);
  return txnAnswer(responseTxn ?? TxnResponse.create());
}

/** As etcdctl writes it: each result in an object of its own that says what it is. */
function txnValue({ header, succeeded, responses }: TxnResponse): GoObject {
  return {
    header: header && messageValue(ResponseHeader.name, header),
    succeeded: succeeded || undefined,
    responses: responses.length === 0 ? undefined : responses.map(operationValue),
  };
}

function operationValue({ responseRange, responsePut, responseDeleteRange, responseTxn }: ResponseOp): GoObject {
  return {
    Response: {
      response_range: responseRange && messageValue(RangeResponse.name, responseRange),
      response_put: responsePut && messageValue(PutResponse.name, responsePut),
      response_delete_range: responseDeleteRange && messageValue(DeleteRangeResponse.name, responseDeleteRange),
      response_txn: responseTxn && txnValue(responseTxn),
    },
  };
}
