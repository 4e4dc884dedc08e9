import type { PlainReply, PlainRequest } from "@keyval/grpc";
import type { Router } from "./router.js";

/** What is asked of a router in a test. */
export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The answer as it comes in. */
export class Answered implements PlainReply {
  status: number | undefined;
  readonly fields = new Map<string, string>();
  readonly pieces: Uint8Array[] = [];
  hasEnded = false;
  /** What the next `write` returns. */
  takesMore = true;
  onDrain: () => void = () => undefined;
  onGone: () => void = () => undefined;
  #whenChanged: (() => void) | undefined;

  get text(): string {
    return Buffer.concat(this.pieces).toString();
  }

  get json(): unknown {
    return JSON.parse(this.text) as unknown;
  }

  begin(status: number, fields: readonly (readonly [string, string])[]): void {
    if (this.status !== undefined) throw new Error("the answer begins twice");
    this.status = status;
    for (const [name, value] of fields) this.fields.set(name, value);
  }

  write(bytes: Uint8Array): boolean {
    this.pieces.push(bytes);
    this.#whenChanged?.();
    return this.takesMore;
  }

  end(): void {
    if (this.hasEnded) throw new Error("the answer ends twice");
    this.hasEnded = true;
    this.#whenChanged?.();
  }

  /** Resolves once the answer is as it should be. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (isSo()) resolve();
      };
      this.#whenChanged = look;
      look();
    });
  }
}

/** The answer has not always ended when this returns. */
export function begin(router: Router, { method = "GET", path, headers = {}, body = "" }: Asked): Answered {
  const answered = new Answered();
  const request: PlainRequest = {
    method,
    path,
    header: (name) => headers[name],
    body: typeof body === "string" ? new Uint8Array(Buffer.from(body)) : body,
    peer: { address: "127.0.0.1", port: 1, encrypted: false, subject: undefined },
  };
  router.handle(request, answered);
  return answered;
}

/** Resolves with the whole answer. */
export async function ask(router: Router, asked: Asked): Promise<Answered> {
  const answered = begin(router, asked);
  await answered.until(() => answered.hasEnded);
  return answered;
}
