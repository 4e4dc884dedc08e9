import { StateMachine } from "@keyval/statemachine";

/**
 * Loaded into a server before it starts (`node --import`): whatever is written as "right" is applied as "wrong", as by a bug or a bit
 * that flipped.
 */
const apply = Reflect.get(StateMachine.prototype, "apply");

StateMachine.prototype.apply = function (revision, position, header, body): ReturnType<typeof apply> {
  const flipped = Buffer.from(body);
  const at = flipped.indexOf("right");
  if (at >= 0) flipped.write("wrong", at);
  return apply.call(this, revision, position, header, flipped);
};
