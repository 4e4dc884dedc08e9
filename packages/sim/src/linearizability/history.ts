/** One call of a client, as the client saw it. */
export interface Operation<I, O> {
  readonly client: number | string;
  /** Operations on different keys are independent of each other and are checked apart. */
  readonly key: string;
  /** When the client called. Times need an order only, not a unit. */
  readonly call: number;
  /** When the answer arrived, or Infinity if none did: the operation may take effect at any later time, or never. */
  readonly return: number;
  readonly input: I;
  /** What was answered; undefined if nothing was. What certainly did not happen is left out of the history. */
  readonly output: O | undefined;
}

/** The operations of each key, in the order in which they came. */
export function partition<I, O>(operations: readonly Operation<I, O>[]): Map<string, Operation<I, O>[]> {
  const parts = new Map<string, Operation<I, O>[]>();
  for (const operation of operations) {
    requireValid(operation);
    const part = parts.get(operation.key);
    if (part === undefined) parts.set(operation.key, [operation]);
    else part.push(operation);
  }
  return parts;
}

/** A recorder that mixes up its times or outcomes would make every verdict worthless. */
function requireValid({ client, key, call, return: returned, output }: Operation<unknown, unknown>): void {
  const who = `The operation of client ${client} on ${JSON.stringify(key)} at ${call}`;
  if (!Number.isFinite(call) || !(call <= returned)) throw new RangeError(`${who} returns at ${returned}`);
  if ((output === undefined) !== (returned === Infinity)) {
    throw new RangeError(`${who} must have an output if it returned, and none if it did not`);
  }
}
