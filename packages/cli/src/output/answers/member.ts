import {
  type Id,
  type Member,
  MemberAddResponse,
  MemberListResponse,
  MemberPromoteResponse,
  MemberRemoveResponse,
  MemberUpdateResponse,
  type MessageCodec,
  ResponseHeader,
} from "@keyval/api";
import type { Answer, Style } from "../answer.js";
import { type GoObject, messageValue } from "../go-json.js";
import { goQuote } from "../go-quote.js";
import { hexId } from "../hex.js";
import type { Table } from "../table.js";
import { headerFields, ofMessage } from "./of-message.js";

interface Membership {
  readonly header: ResponseHeader | undefined;
  readonly members: readonly Member[];
  readonly member?: Member | undefined;
}

export function memberListAnswer(response: MemberListResponse): Answer {
  const table = memberTable(response.members);
  return membershipAnswer(MemberListResponse, response, {
    simple: () => table.rows.map((row) => `${row.join(", ")}\n`),
    table: () => table,
    fields: (style) => [
      ...headerFields(response.header, style),
      ...response.members.flatMap((member) => memberFields(member, style)),
    ],
  });
}

export function memberAddAnswer(response: MemberAddResponse, name: string, peerUrls: string): Answer {
  const { header, member, members } = response;
  const how = member?.isLearner === true ? " as learner " : " ";
  const cluster = members.flatMap((each) =>
    each.peerURLs.map((url) => `${each.ID === member?.ID ? name : each.name}=${url}`),
  );
  return membershipAnswer(MemberAddResponse, response, {
    simple: () => [
      `Member ${padded(member?.ID ?? 0)} added${how}to cluster ${padded(header?.clusterId ?? 0)}\n\n`,
      `ETCD_NAME=${goQuote(name)}\n`,
      `ETCD_INITIAL_CLUSTER=${goQuote(cluster.join(","))}\n`,
      `ETCD_INITIAL_ADVERTISE_PEER_URLS=${goQuote(peerUrls)}\n`,
      'ETCD_INITIAL_CLUSTER_STATE="existing"\n',
    ],
  });
}

export function memberRemoveAnswer(response: MemberRemoveResponse, id: Id): Answer {
  return membershipAnswer(MemberRemoveResponse, response, changed(response, id, "removed from"));
}

export function memberUpdateAnswer(response: MemberUpdateResponse, id: Id): Answer {
  return membershipAnswer(MemberUpdateResponse, response, changed(response, id, "updated in"));
}

export function memberPromoteAnswer(response: MemberPromoteResponse, id: Id): Answer {
  return membershipAnswer(MemberPromoteResponse, response, changed(response, id, "promoted in"));
}

function changed({ header }: Membership, id: Id, how: string): Pick<Answer, "simple"> {
  return { simple: () => [`Member ${padded(id)} ${how} cluster ${padded(header?.clusterId ?? 0)}\n`] };
}

/** Ids are decimal in JSON, unless hexadecimal ones are asked for: then they are texts. */
function membershipAnswer<T extends Membership>(
  codec: MessageCodec<T>,
  response: T,
  texts: Pick<Answer, "simple" | "fields" | "table">,
): Answer {
  const plain = ofMessage(codec, response, texts);
  return { ...plain, json: (style) => (style.hex ? hexValue(response) : plain.json(style)) };
}

function hexValue(response: Membership): GoObject {
  const header = response.header ?? ResponseHeader.create();
  return {
    header: {
      ...messageValue(ResponseHeader.name, header),
      cluster_id: hexId(header.clusterId),
      member_id: hexId(header.memberId),
    },
    member: response.member && hexMember(response.member),
    members: response.members.map(hexMember),
  };
}

function hexMember({ ID, name, peerURLs, clientURLs, isLearner }: Member): GoObject {
  return {
    ID: hexId(ID),
    name: name === "" ? undefined : name,
    peerURLs: peerURLs.length === 0 ? undefined : peerURLs,
    clientURLs: clientURLs.length === 0 ? undefined : clientURLs,
    isLearner: isLearner || undefined,
  };
}

function memberTable(members: readonly Member[]): Table {
  return {
    head: ["ID", "Status", "Name", "Peer Addrs", "Client Addrs", "Is Learner"],
    rows: members.map(({ ID, name, peerURLs, clientURLs, isLearner }) => [
      hexId(ID),
      name === "" ? "unstarted" : "started",
      name,
      peerURLs.join(","),
      clientURLs.join(","),
      String(isLearner),
    ]),
  };
}

function memberFields({ ID, name, peerURLs, clientURLs, isLearner }: Member, { hex }: Style): string[] {
  return [
    `"ID" : ${hex ? hexId(ID) : ID}\n`,
    `"Name" : ${goQuote(name)}\n`,
    ...peerURLs.map((url) => `"PeerURL" : ${goQuote(url)}\n`),
    ...clientURLs.map((url) => `"ClientURL" : ${goQuote(url)}\n`),
    `"IsLearner" : ${isLearner}\n\n`,
  ];
}

function padded(id: Id): string {
  return hexId(id).padStart(16);
}
