/** What a reader gets to see, line by line. */
export class Trace {
  /** Heartbeats and their answers are shown even if nothing comes of them. */
  showsHeartbeats = false;
  /** The leader's view of each follower is shown when it changes. */
  showsProgress = false;
  silent = false;
  #lines: string[] = [];
  #time = 0;
  /** A line that is written only if something comes of it. */
  #heading: string | undefined;
  #underHeading = false;

  /** Everything up to `end` comes of what `text` says. */
  begin(time: number, text: string, evenIfNothing: boolean): void {
    this.#heading = text;
    if (evenIfNothing) this.#writeHeading(time);
  }

  end(): void {
    this.#heading = undefined;
    this.#underHeading = false;
  }

  line(time: number, text: string): void {
    this.#writeHeading(time);
    this.#write(time, this.#underHeading ? `  ${text}` : text);
  }

  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  #writeHeading(time: number): void {
    if (this.#heading === undefined) return;
    this.#write(time, this.#heading);
    this.#heading = undefined;
    this.#underHeading = true;
  }

  #write(time: number, text: string): void {
    if (this.silent) return;
    if (time !== this.#time) this.#lines.push(`at ${time} ms`);
    this.#time = time;
    this.#lines.push(text);
  }
}
