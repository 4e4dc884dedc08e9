import { lstat, unlink } from "node:fs/promises";
import { connect } from "node:net";
import { ConfigError } from "../config/config-error.js";

/** Makes way for a socket at a path: what a process left that has ended goes, and nothing else does. */
export async function clearSocketFile(path: string): Promise<void> {
  let isSocket: boolean;
  try {
    isSocket = (await lstat(path)).isSocket();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (!isSocket) throw new ConfigError(`${path} is in the way of the socket, and is no socket: move it elsewhere`);
  if (await isListenedOn(path)) {
    throw new ConfigError(`another process listens on the socket ${path}: stop it, or choose another name`);
  }
  await unlink(path);
}

/** Nobody answers on a socket whose process has ended, and the system says so at once. */
function isListenedOn(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code !== "ECONNREFUSED");
    });
  });
}
