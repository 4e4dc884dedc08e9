import type { HeaderBlock } from "../hpack/header-block.js";

/** What a header block is meant to be; a block may come again as something else. */
export type Meaning = "request" | "response" | "trailers";

/** What the machine knows of a block's fields, found out once and kept with the block. */
export interface Verdict {
  readonly meaning: Meaning;
  /** Why a message with these fields is malformed (RFC 9113, section 8.1.1). */
  readonly fault: string | undefined;
  /** As announced, or -1. */
  readonly contentLength: number;
  /** A response with 1xx, which is not the last one. */
  readonly informational: boolean;
}

const requestPseudo = [":method", ":scheme", ":path", ":authority"];
const responsePseudo = [":status"];

/** Section 8.2.2. */
const connectionSpecific = new Set(["connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"]);

// Characters of a token (RFC 9110, section 5.6.2), without capitals (RFC 9113, section 8.2.1).
const goodName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;

const badValue = /[\0\r\n]|^[ \t]|[ \t]$/;

export function judgeHeaders(block: HeaderBlock, meaning: Meaning): Verdict {
  const known = block.verdict;
  if (known?.meaning === meaning) return known;
  const length = contentLengthOf(block);
  const fault = faultOf(block, meaning) ?? (length === undefined ? "content-length is not one number" : undefined);
  const informational = meaning === "response" && (block.get(":status") ?? "").startsWith("1");
  const verdict = { meaning, fault, contentLength: length ?? -1, informational };
  block.verdict = verdict;
  return verdict;
}

function faultOf(block: HeaderBlock, meaning: Meaning): string | undefined {
  let regular = false;
  for (const [at, name] of block.names.entries()) {
    const value = block.values[at] ?? "";
    if (badValue.test(value)) return `the value of ${name} has a character it must not have`;
    if (!name.startsWith(":")) {
      regular = true;
      if (!goodName.test(name)) return "a field's name is empty or has a character it must not have";
      if (connectionSpecific.has(name)) return `${name} has no place in HTTP/2`;
      if (name === "te" && value !== "trailers") return "te may only be trailers";
      continue;
    }
    if (regular) return "a pseudo-header field stands behind a regular one";
    if (block.names.indexOf(name) !== at) return "a pseudo-header field comes twice";
    const pseudo = meaning === "request" ? requestPseudo : meaning === "response" ? responsePseudo : [];
    if (!pseudo.includes(name)) return `a ${meaning} has no such pseudo-header field`;
  }
  if (meaning === "request") return requestFaultOf(block);
  return meaning === "response" && !/^\d{3}$/.test(block.get(":status") ?? "") ? ":status is no status" : undefined;
}

/** Sections 8.3.1 and 8.5. */
function requestFaultOf(block: HeaderBlock): string | undefined {
  const method = block.get(":method");
  const scheme = block.get(":scheme");
  const path = block.get(":path");
  if (method === undefined || method === "") return ":method is missing";
  if (method === "CONNECT") {
    return scheme === undefined && path === undefined ? undefined : "CONNECT has neither :scheme nor :path";
  }
  if (scheme === undefined || scheme === "") return ":scheme is missing";
  if (path === undefined || path === "") return ":path is missing";
  return path.startsWith("/") || (path === "*" && method === "OPTIONS") ? undefined : ":path does not begin with /";
}

/** -1 if there is none. Several may only repeat the same number (RFC 9110, section 8.6). */
function contentLengthOf(block: HeaderBlock): number | undefined {
  let length: string | undefined;
  for (const [at, name] of block.names.entries()) {
    if (name !== "content-length") continue;
    const value = block.values[at] ?? "";
    if (!/^\d{1,15}$/.test(value) || (length !== undefined && length !== value)) return undefined;
    length = value;
  }
  return length === undefined ? -1 : Number(length);
}
