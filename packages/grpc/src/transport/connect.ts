import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Http2Connection } from "../http2/connection.js";
import { Machine } from "../http2/machine.js";
import { Refusals } from "../http2/refusals.js";
import type { StreamOwner } from "../http2/stream.js";
import { defaultLimits } from "../limits.js";
import { Carrier } from "./carrier.js";
import type { ClientOptions } from "./client-options.js";
import { monotonicMillis, TICK_MILLIS } from "./clock.js";
import { Turns } from "./turns.js";

/** Connects; all that happens comes by the owner's events, and the last of them is `onClose`. */
export function connect<Owner extends StreamOwner>(options: ClientOptions<Owner>): Http2Connection<Owner> {
  const { host, port, path, tls } = options;
  const target = path === undefined ? { host, port } : { path };
  const socket =
    tls === undefined
      ? connectTcp({ ...target, noDelay: true })
      : connectTls({ ...target, ...tls, ALPNProtocols: ["h2"] }).setNoDelay(true);
  const surroundings = {
    limits: { ...defaultLimits, ...options.limits },
    refusals: options.refusals ?? new Refusals(() => undefined, monotonicMillis),
  };
  let machine: Machine<Owner> | undefined;
  const ticker = setInterval(() => carrier.tick(monotonicMillis()), TICK_MILLIS);
  ticker.unref();
  const carrier = new Carrier(
    socket,
    options.turns ?? new Turns(),
    false,
    (wake) => {
      machine = new Machine<Owner>({ client: options.accept }, { ...surroundings, wake }, monotonicMillis());
      return machine as Machine;
    },
    () => clearInterval(ticker),
  );
  onConnected(socket, tls !== undefined, carrier);
  // All is said: a process that has nothing else to do does not wait for a server that stands still to hang up, too.
  socket.once("finish", () => socket.unref());
  return machine as unknown as Machine<Owner>;
}

function onConnected(socket: Socket | TLSSocket, encrypted: boolean, carrier: Carrier): void {
  socket.once(encrypted ? "secureConnect" : "connect", () => {
    if ("alpnProtocol" in socket && socket.alpnProtocol !== "h2") {
      socket.destroy(new Error("the server does not speak HTTP/2 over TLS (ALPN)"));
    } else carrier.connected();
  });
}
