import {
  type Id,
  type LeaseGrantResponse,
  type LeaseKeepAliveResponse,
  type LeaseLeasesResponse,
  LeaseRevokeResponse,
  type LeaseTimeToLiveResponse,
  ResponseHeader,
} from "@keyval/api";
import type { Answer, Style } from "../answer.js";
import { type GoObject, messageValue } from "../go-json.js";
import { goQuote } from "../go-quote.js";
import { hexId } from "../hex.js";
import { headerFields, headerOnly, ofMessage } from "./of-message.js";

export function grantAnswer({ header, ID, TTL, error }: LeaseGrantResponse): Answer {
  return {
    simple: () => [`lease ${leaseId(ID)} granted with TTL(${TTL}s)\n`],
    fields: (style) => [...headerFields(header, style), idField(ID, style), `"TTL" : ${TTL}\n`],
    ...embedded(header, { ID, TTL, Error: error }),
  };
}

export function revokeAnswer(id: Id, response: LeaseRevokeResponse): Answer {
  return ofMessage(LeaseRevokeResponse, response, {
    simple: () => [`lease ${leaseId(id)} revoked\n`],
    fields: headerOnly(response.header),
  });
}

export function keepAliveAnswer({ header, ID, TTL }: LeaseKeepAliveResponse): Answer {
  return {
    simple: () => [`lease ${leaseId(ID)} keepalived with TTL(${TTL})\n`],
    fields: (style) => [...headerFields(header, style), idField(ID, style), `"TTL" : ${TTL}\n`],
    ...embedded(header, { ID, TTL }),
  };
}

export function timeToLiveAnswer(response: LeaseTimeToLiveResponse, withKeys: boolean): Answer {
  const { header, ID, TTL, grantedTTL, keys } = response;
  return {
    simple: () => {
      if (grantedTTL === 0 && TTL === -1) return [`lease ${leaseId(ID)} already expired\n`];
      const attached = keys.flatMap((key, i) => (i === 0 ? [key] : [" ", key]));
      return [
        `lease ${leaseId(ID)} granted with TTL(${grantedTTL}s), remaining(${TTL}s)`,
        ...(withKeys ? [", attached keys([", ...attached, "])"] : []),
        "\n",
      ];
    },
    fields: (style) => [
      ...headerFields(header, style),
      idField(ID, style),
      `"TTL" : ${TTL}\n`,
      `"GrantedTTL" : ${grantedTTL}\n`,
      ...keys.map((key) => `"Key" : ${goQuote(key)}\n`),
    ],
    ...embedded(header, { id: ID, ttl: TTL, "granted-ttl": grantedTTL, keys: keys.length === 0 ? null : keys }),
  };
}

export function leasesAnswer({ header, leases }: LeaseLeasesResponse): Answer {
  return {
    simple: () => [`found ${leases.length} leases\n`, ...leases.map(({ ID }) => `${leaseId(ID)}\n`)],
    fields: (style) => [...headerFields(header, style), ...leases.map(({ ID }) => idField(ID, style))],
    ...embedded(header, { leases: leases.map(({ ID }) => ({ id: ID })) }),
  };
}

export function leaseId(id: Id): string {
  return hexId(id, 16);
}

/** In etcdctl, these answers are the header with fields added: its JSON stands flat among them, and protobuf sees it alone. */
function embedded(header: ResponseHeader | undefined, fields: GoObject): Pick<Answer, "json" | "protobuf"> {
  const embeddedHeader = header ?? ResponseHeader.create();
  return {
    json: () => ({ ...messageValue(ResponseHeader.name, embeddedHeader), ...fields }),
    protobuf: () => ResponseHeader.encode(embeddedHeader),
  };
}

function idField(id: Id, { hex }: Style): string {
  return `"ID" : ${hex ? leaseId(id) : id}\n`;
}
