import { CommandKind, PutRequest } from "@keyval/api";
import { thisBuild } from "@keyval/statemachine";
import { NEXT_KIND, nextBuild } from "@keyval/statemachine/model";
import { Submissions } from "../node/index.js";

/** Puts of keys that begin so are made by the command that only the next build knows. */
export const NEXT_PREFIX = "next/";

/** Loaded into a server before it starts (`node --import`): the program is the one after this. */
Object.assign(thisBuild, nextBuild);

const submit = Reflect.get(Submissions.prototype, "submit");

Submissions.prototype.submit = function (header, body, done): void {
  const isNext =
    header.kind === CommandKind.put && Buffer.from(PutRequest.decode(body).key).toString().startsWith(NEXT_PREFIX);
  submit.call(this, isNext ? { ...header, kind: NEXT_KIND } : header, body, done);
};
