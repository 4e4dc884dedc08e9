const TOKEN = /\s+|\/\/[ ]?(?<comment>[^\n]*)|(?<token>"[^"\n]*"|[A-Za-z_][\w.]*|-?\d+|[{}()[\];=,])/uy;

/** The words and signs of a .proto file, taken one after the other. */
export class Tokens {
  readonly #path: string;
  readonly #text: string;
  #position = 0;
  #next = "";
  #comment: string[] = [];

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
    this.#advance();
  }

  get isAtEnd(): boolean {
    return this.#next === "";
  }

  /** The lines of the comment in front of the next token. */
  get comment(): readonly string[] {
    return this.#comment;
  }

  peek(token: string): boolean {
    return this.#next === token;
  }

  take(): string {
    const token = this.#next;
    if (token === "") this.fail("ends too early");
    this.#advance();
    return token;
  }

  expect(token: string): void {
    if (!this.accept(token)) this.fail(`has ${this.#next} where ${token} belongs`);
  }

  accept(token: string): boolean {
    if (this.#next !== token) return false;
    this.#advance();
    return true;
  }

  fail(what: string): never {
    const line = this.#text.slice(0, this.#position).split("\n").length;
    throw new Error(`${this.#path}:${line} ${what}.`);
  }

  #advance(): void {
    this.#comment = [];
    this.#next = "";
    while (this.#position < this.#text.length && this.#next === "") {
      TOKEN.lastIndex = this.#position;
      const groups = TOKEN.exec(this.#text)?.groups;
      if (groups === undefined) this.fail("has a sign that is not understood");
      this.#position = TOKEN.lastIndex;
      if (groups["comment"] !== undefined) this.#comment.push(groups["comment"]);
      this.#next = groups["token"] ?? "";
    }
  }
}
