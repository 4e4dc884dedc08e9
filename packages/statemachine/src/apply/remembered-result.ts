import {
  AlarmResponse,
  AuthDisableResponse,
  AuthEnableResponse,
  AuthRoleAddResponse,
  AuthRoleDeleteResponse,
  AuthRoleGrantPermissionResponse,
  AuthRoleRevokePermissionResponse,
  AuthUserAddResponse,
  AuthUserChangePasswordResponse,
  AuthUserDeleteResponse,
  AuthUserGrantRoleResponse,
  AuthUserRevokeRoleResponse,
  CommandKind,
  CompactionResponse,
  DeleteRangeResponse,
  DowngradeResponse,
  type ErrorName,
  type Init,
  LeaseGrantResponse,
  LeaseRevokeResponse,
  MemberAddResponse,
  MemberPromoteResponse,
  MemberRemoveResponse,
  MemberUpdateResponse,
  PutResponse,
  type ResponseHeader,
  TxnResponse,
} from "@keyval/api";
import { assert } from "../assert.js";
import { Refusal } from "../refusal.js";
import type { Result } from "../result.js";

/** What all of these codecs have in common: every response of a client's command has a header. */
interface ResponseCodec {
  encode(response: { readonly header?: Init<ResponseHeader> }): Uint8Array;
  decode(bytes: Uint8Array): Result;
}

/** How results are written that a session keeps: those of the commands that clients give. */
const codecs: Readonly<Partial<Record<number, ResponseCodec>>> = {
  [CommandKind.put]: PutResponse,
  [CommandKind.deleteRange]: DeleteRangeResponse,
  [CommandKind.txn]: TxnResponse,
  [CommandKind.compact]: CompactionResponse,
  [CommandKind.leaseGrant]: LeaseGrantResponse,
  [CommandKind.leaseRevoke]: LeaseRevokeResponse,
  [CommandKind.authEnable]: AuthEnableResponse,
  [CommandKind.authDisable]: AuthDisableResponse,
  [CommandKind.userAdd]: AuthUserAddResponse,
  [CommandKind.userDelete]: AuthUserDeleteResponse,
  [CommandKind.userChangePassword]: AuthUserChangePasswordResponse,
  [CommandKind.userGrantRole]: AuthUserGrantRoleResponse,
  [CommandKind.userRevokeRole]: AuthUserRevokeRoleResponse,
  [CommandKind.roleAdd]: AuthRoleAddResponse,
  [CommandKind.roleDelete]: AuthRoleDeleteResponse,
  [CommandKind.roleGrantPermission]: AuthRoleGrantPermissionResponse,
  [CommandKind.roleRevokePermission]: AuthRoleRevokePermissionResponse,
  [CommandKind.alarm]: AlarmResponse,
  [CommandKind.downgrade]: DowngradeResponse,
  [CommandKind.memberAdd]: MemberAddResponse,
  [CommandKind.memberRemove]: MemberRemoveResponse,
  [CommandKind.memberUpdate]: MemberUpdateResponse,
  [CommandKind.memberPromote]: MemberPromoteResponse,
};

/** Stands where a response has the kind of its command; no command that is remembered has it for its kind. */
const REFUSAL = CommandKind.none;

/** Whether a command of this kind can belong to a session. */
export function isRemembered(kind: number): boolean {
  return codecs[kind] !== undefined;
}

/**
 * Never empty. The revision is the one after the command was done; a result that is read again has it in its header, because
 * whoever adds headers only knows the present one.
 */
export function encodeResult(kind: number, result: Result, revision: number): Uint8Array {
  if (result instanceof Refusal) return tagged(REFUSAL, asciiOf(result.error));
  const codec = codecs[kind];
  assert(codec !== undefined, "results of this kind are written down", kind);
  return tagged(kind, codec.encode({ ...result, header: { revision } }));
}

/** What a command of this kind is told for which those bytes are remembered. */
export function decodeResult(kind: number, remembered: Uint8Array): Result {
  const [tag] = remembered;
  const content = remembered.subarray(1);
  if (tag === REFUSAL) return new Refusal(textOf(content) as ErrorName);
  const codec = tag === kind ? codecs[kind] : undefined;
  // Otherwise the client gave one number to two commands.
  return codec === undefined ? new Refusal("answeredBefore") : codec.decode(content);
}

/** Kinds of remembered commands are below 256. */
function tagged(tag: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + content.length);
  bytes[0] = tag;
  bytes.set(content, 1);
  return bytes;
}

function asciiOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function textOf(ascii: Uint8Array): string {
  return String.fromCharCode(...ascii);
}
