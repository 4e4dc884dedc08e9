import type { CallHook, ClientHooks, StartedCall } from "./hooks.js";

const NO_HOOK: CallHook = {};

/** Tells the hooks of a call; what they throw is their own affair, and does not hurt the call. */
export function hookOf(hooks: ClientHooks | undefined, { method, rpcService, rpcMethod }: StartedCall): CallHook {
  const hook = quietly(() => hooks?.callStarted?.({ method, rpcService, rpcMethod }));
  if (hook === undefined) return NO_HOOK;
  return {
    metadata: hook.metadata ?? {},
    attempt: (endpoint) => quietly(() => hook.attempt?.(endpoint)),
    ended: (error) => quietly(() => hook.ended?.(error)),
  };
}

function quietly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
