import { Channel, type ChannelOptions } from "../client/channel.js";
import { dialer } from "../transport/dialer.js";
import { createGzip } from "../transport/gzip.js";
import { nodeClock } from "../transport/node-clock.js";

/** A channel over real sockets; a callback that throws is thrown where nobody catches it. */
export function realChannel(ports: readonly number[], options: Partial<ChannelOptions> = {}): Channel {
  return new Channel({
    addresses: ports.map((port) => `127.0.0.1:${port}`),
    dial: dialer(),
    clock: nodeClock,
    random: Math.random,
    compressions: [createGzip()],
    failed: (bug) => {
      throw bug;
    },
    ...options,
  });
}
