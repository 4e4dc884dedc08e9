import type { Status } from "@keyval/grpc";

/** A stream that a member opened to this one. */
export interface AcceptedStream {
  fail(code: Status, why: string): void;
  whenFinished(run: () => void): void;
}

interface Caller {
  readonly streams: Set<AcceptedStream>;
  readonly addresses: readonly string[];
}

/** Who talks to this member, and where each of them says that it is reached. */
export class AcceptedStreams {
  readonly #callers = new Map<string, Caller>();

  add(member: string, addresses: readonly string[], stream: AcceptedStream): void {
    const streams = this.#callers.get(member)?.streams ?? new Set();
    streams.add(stream);
    this.#callers.set(member, { streams, addresses });
    stream.whenFinished(() => {
      streams.delete(stream);
      if (streams.size === 0) this.#callers.delete(member);
    });
  }

  /** Those that said where they are reached. */
  get callers(): { readonly member: string; readonly addresses: readonly string[] }[] {
    return [...this.#callers]
      .map(([member, { addresses }]) => ({ member, addresses }))
      .filter(({ addresses }) => addresses.length > 0);
  }

  end(member: string, code: Status, why: string): void {
    for (const stream of [...(this.#callers.get(member)?.streams ?? [])]) stream.fail(code, why);
  }
}
