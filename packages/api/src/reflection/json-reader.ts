import { JsonError } from "./json-error.js";

/** JSON as it was read; a number is the text that it was, so that none of its 64 bits is rounded away. */
export type JsonValue = string | boolean | null | JsonNumber | readonly JsonValue[] | ReadonlyMap<string, JsonValue>;

export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Deeper than any message of use: each transaction inside another takes three levels. */
const DEPTH_MAX = 100;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;

const WORDS = [
  ["true", true],
  ["false", false],
  ["null", null],
] as const;

/** Reads one value after the other from a text. What can not be read throws a `JsonError`. */
export class JsonReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Nothing but white space is left. */
  get isAtEnd(): boolean {
    this.#skipSpace();
    return this.#position === this.#text.length;
  }

  next(): JsonValue {
    return this.#value(0);
  }

  #value(depth: number): JsonValue {
    if (depth > DEPTH_MAX) throw new JsonError(`the JSON is nested too deeply: ${DEPTH_MAX} levels are taken`);
    this.#skipSpace();
    switch (this.#text[this.#position]) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(depth: number): ReadonlyMap<string, JsonValue> {
    const members = new Map<string, JsonValue>();
    this.#list("}", () => {
      this.#skipSpace();
      if (this.#text[this.#position] !== '"') throw this.#unexpected();
      const name = this.#string();
      if (members.has(name)) throw new JsonError(`the JSON has "${name}" twice in one object: leave one`);
      this.#skipSpace();
      if (!this.#takes(":")) throw this.#unexpected();
      members.set(name, this.#value(depth + 1));
    });
    return members;
  }

  #array(depth: number): readonly JsonValue[] {
    const elements: JsonValue[] = [];
    this.#list("]", () => {
      elements.push(this.#value(depth + 1));
    });
    return elements;
  }

  /** What stands between brackets, with commas between. */
  #list(end: string, readElement: () => void): void {
    this.#position += 1;
    this.#skipSpace();
    if (this.#takes(end)) return;
    do {
      readElement();
      this.#skipSpace();
    } while (this.#takes(","));
    if (!this.#takes(end)) throw this.#unexpected();
  }

  #string(): string {
    const start = this.#position;
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw new JsonError("the JSON ends within a string");
    } while (this.#isEscaped(end));
    this.#position = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, end + 1)) as string;
    } catch {
      throw new JsonError(`the string at position ${start} of the JSON has a character or an escape that is none`);
    }
  }

  /** Whether an odd number of backslashes stands before it. */
  #isEscaped(position: number): boolean {
    let first = position;
    while (this.#text[first - 1] === "\\") first -= 1;
    return (position - first) % 2 === 1;
  }

  #word(): boolean | null | JsonNumber {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#position)) continue;
      this.#position += word.length;
      return value;
    }
    return this.#number();
  }

  #number(): JsonNumber {
    NUMBER.lastIndex = this.#position;
    const text = NUMBER.exec(this.#text)?.[0];
    if (text === undefined) throw this.#unexpected();
    this.#position += text.length;
    return new JsonNumber(text);
  }

  #takes(character: string): boolean {
    if (this.#text[this.#position] !== character) return false;
    this.#position += 1;
    return true;
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#position;
    SPACE.exec(this.#text);
    this.#position = SPACE.lastIndex;
  }

  #unexpected(): JsonError {
    const found = this.#text.codePointAt(this.#position);
    if (found === undefined) return new JsonError("the JSON ends too early");
    const character = JSON.stringify(String.fromCodePoint(found));
    return new JsonError(`the JSON has ${character} at position ${this.#position}, where it does not belong`);
  }
}
