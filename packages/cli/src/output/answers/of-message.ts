import type { MessageCodec, ResponseHeader } from "@keyval/api";
import type { Piece } from "../../frame/terminal.js";
import type { Answer, Style } from "../answer.js";
import { messageValue } from "../go-json.js";
import { hexId } from "../hex.js";

/** A message as JSON and protobuf have it; the other formats differ from message to message. */
export function ofMessage<T extends object>(
  codec: MessageCodec<T>,
  message: T,
  texts: Pick<Answer, "simple" | "fields" | "table">,
): Answer {
  return {
    ...texts,
    json: () => messageValue(codec.name, message),
    protobuf: () => codec.encode(message as Parameters<typeof codec.encode>[0]),
  };
}

/** Where etcdctl's fields are nothing but the header. */
export function headerOnly(header: ResponseHeader | undefined): (style: Style) => readonly Piece[] {
  return (style) => headerFields(header, style);
}

export function headerFields(header: ResponseHeader | undefined, { hex }: Style): string[] {
  const { clusterId = 0, memberId = 0, revision = 0, raftTerm = 0 } = header ?? {};
  const lines = [
    `"ClusterID" : ${hex ? hexId(clusterId) : clusterId}\n`,
    `"MemberID" : ${hex ? hexId(memberId) : memberId}\n`,
  ];
  // Answers that are not about keys have no revision.
  if (revision > 0) lines.push(`"Revision" : ${revision}\n`);
  return [...lines, `"RaftTerm" : ${raftTerm}\n`];
}
