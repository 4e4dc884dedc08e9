import type { Init, KeyValue, RangeRequest, RangeResponse } from "@keyval/api";
import type { CallOptions } from "../connection/options.js";
import { mayRetry } from "../connection/retry.js";
import { KeyValError, UnexpectedStatus } from "../errors/index.js";
import { PAGE_ENTRIES } from "../limits.js";
import { concat } from "./bytes.js";
import type { Keys } from "./key-range.js";
import { type RangeOptions, rangeRequest } from "./range-request.js";
import type { Scope } from "./scope.js";

export interface PageOptions {
  /** Entries of a page. Default: 1,000. */
  readonly pageSize?: number;
  /** Lets the server send one page after the other without being asked, where it can. Default: false. */
  readonly streamed?: boolean;
}

type Options = RangeOptions & PageOptions & CallOptions;
type Page = readonly KeyValue[];

const ZERO = Uint8Array.of(0);
const UNIMPLEMENTED = 12;

/** The entries of a range page by page, all as of the revision of the first. */
export async function* pagesOf(scope: Scope<never, unknown>, keys: Keys, options: Options): AsyncGenerator<Page> {
  const request = rangeRequest(scope.space, keys, options);
  // Only in the order of keys it is known where the next page begins.
  if ((options.sortBy ?? "key") !== "key") {
    yield (await scope.rpc.kv.range(request, options)).kvs;
    return;
  }
  const progress = new Progress(request);
  // Streams say only at their end as of when they are, which is too late for one that breaks: so the first page is asked for.
  yield await nextPage(scope, progress, options);
  if (options.streamed === true && options.order !== "descending") yield* streamed(scope, progress, options);
  while (!progress.isDone) yield await nextPage(scope, progress, options);
}

async function nextPage({ rpc }: Scope<never, unknown>, progress: Progress, options: Options): Promise<Page> {
  const pageSize = options.pageSize ?? PAGE_ENTRIES;
  const { limitLeft } = progress;
  const limit = limitLeft === 0 ? pageSize : Math.min(pageSize, limitLeft);
  const response = await rpc.kv.range({ ...progress.request, limit }, options);
  progress.took(response);
  if (!response.more) progress.end();
  return response.kvs;
}

/** What a stream leaves out because it breaks, or because the server has no such thing, is left to be asked for. */
async function* streamed(scope: Scope<never, unknown>, progress: Progress, options: Options): AsyncGenerator<Page> {
  if (progress.isDone) return;
  try {
    for await (const { rangeResponse } of scope.rpc.kv.rangeStream(progress.request, options)) {
      if (rangeResponse === undefined) continue;
      progress.took(rangeResponse);
      yield rangeResponse.kvs;
    }
    progress.end();
  } catch (error) {
    const isMissing = error instanceof UnexpectedStatus && error.status === UNIMPLEMENTED;
    if (!isMissing && !(error instanceof KeyValError && mayRetry(error))) throw error;
  }
}

/** What is left of a range. */
class Progress {
  #request: Init<RangeRequest>;
  #limitLeft: number;
  #isDone = false;

  constructor(request: Init<RangeRequest>) {
    this.#request = request;
    this.#limitLeft = request.limit ?? 0;
  }

  get request(): Init<RangeRequest> {
    return { ...this.#request, limit: this.#limitLeft };
  }

  /** 0 for all. */
  get limitLeft(): number {
    return this.#limitLeft;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** That was all. */
  end(): void {
    this.#isDone = true;
  }

  took({ header, kvs }: RangeResponse): void {
    const last = kvs.at(-1);
    const hadLimit = this.#limitLeft > 0;
    this.#limitLeft = Math.max(0, this.#limitLeft - kvs.length);
    this.#isDone = hadLimit && this.#limitLeft === 0;
    // The first page says as of when all are read.
    const { revision = 0 } = this.#request;
    this.#request = { ...this.#request, revision: revision > 0 ? revision : (header?.revision ?? 0) };
    if (last === undefined) return;
    const isDescending = (this.#request.sortOrder ?? 0) === 2;
    if (isDescending) this.#request = { ...this.#request, rangeEnd: last.key };
    else this.#request = { ...this.#request, key: concat(last.key, ZERO) };
  }
}
