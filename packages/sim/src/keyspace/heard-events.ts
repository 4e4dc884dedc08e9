import { FilterType, type WatchCreateRequest } from "@keyval/api";
import { type Model, type ModelEvent, textOf } from "@keyval/statemachine/model";

/** All events of the model in their order, with what their keys were before. */
export class HeardEvents {
  readonly #model: Model;
  readonly #events: readonly ModelEvent[];

  constructor(model: Model) {
    this.#model = model;
    this.#events = [...model.events.values()].flat();
  }

  /** What a watcher has to hear that begins at this revision. */
  by(request: WatchCreateRequest, from: number): ModelEvent[] {
    const { filters } = request;
    const isWanted = keysWanted(request);
    return this.#events.filter(({ mod, key, isDelete }) => {
      const unwanted = isDelete ? FilterType.NODELETE : FilterType.NOPUT;
      return mod >= from && isWanted(key) && !filters.includes(unwanted);
    });
  }

  /** The version that the event put an end to. A key changes once in a revision. */
  previous({ key, mod }: ModelEvent): object | undefined {
    return this.#model.keysAt(mod - 1).get(key);
  }
}

/** No key at all stands for the first there is. */
function keysWanted({ key, rangeEnd }: WatchCreateRequest): (key: string) => boolean {
  const [first, end] = [textOf(key), textOf(rangeEnd)];
  const least = first === "" ? "\0" : first;
  if (end === "") return (each) => each === least;
  return (each) => each >= least && (end === "\0" || each < end);
}
