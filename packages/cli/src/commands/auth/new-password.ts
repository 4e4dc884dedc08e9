import { askPassword } from "../../connection/ask-password.js";
import { badArguments } from "../../frame/failure.js";
import type { Terminal } from "../../frame/terminal.js";
import { readInput } from "../../read-input.js";

/** The password that somebody is to have: asked for twice, or the first word of standard input. */
export async function newPassword(terminal: Terminal, user: string, isAsked: boolean): Promise<string> {
  if (!isAsked)
    return (
      /\S*/u.exec(
        Buffer.from(await readInput(terminal))
          .toString()
          .trimStart(),
      )?.[0] ?? ""
    );
  const password = await askPassword(terminal, `Password of ${user}: `);
  if (password === "") throw badArguments("empty password");
  const again = await askPassword(terminal, `Type password of ${user} again for confirmation: `);
  if (again !== password) throw badArguments("given passwords are different");
  return password;
}
