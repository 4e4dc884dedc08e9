import { Status } from "../wire/status.js";

/** What became of the calls of one method, since the server was made. */
export class CallTally {
  started = 0;
  /** Messages from clients, and their bytes once they are unpacked. */
  received = 0;
  receivedBytes = 0;
  /** Messages to clients, and their bytes before they are packed. */
  sent = 0;
  sentBytes = 0;
  /** How many have ended, by status. */
  readonly ended: number[] = Object.values(Status).map(() => 0);

  addReceived(bytes: number): void {
    this.received += 1;
    this.receivedBytes += bytes;
  }

  addSent(bytes: number): void {
    this.sent += 1;
    this.sentBytes += bytes;
  }

  addEnded(code: Status): void {
    this.ended[code] = (this.ended[code] ?? 0) + 1;
  }
}
