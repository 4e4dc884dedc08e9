import { readFileSync } from "node:fs";
import type { Client, ClientOptions, TlsOptions } from "@keyval/client";
import type { Call } from "../frame/command.js";
import { badArguments } from "../frame/failure.js";
import { type AskHttp, askHttpWith } from "./ask-http.js";
import { askPassword } from "./ask-password.js";
import { endpointsOf } from "./endpoints.js";

/** Whom to trust, and who we are: for one cluster. */
export interface Secrets {
  readonly cert: string;
  readonly key: string;
  readonly cacert: string;
  readonly isInsecure: boolean;
  readonly skipsVerification: boolean;
  readonly user: string;
  readonly password: string;
  readonly token: string;
  /** What is asked when the user has given a name without a password. */
  readonly question: string;
}

/** The options of the client that the global flags ask for. */
export async function clientOptions(call: Pick<Call, "globals" | "given" | "terminal">): Promise<ClientOptions> {
  const secrets = secretsOf(call);
  return optionsFor(await endpointsOf(call.globals, call.terminal), secrets, call);
}

/** Asks members by HTTP as the client with these endpoints asks them by gRPC. */
export function askHttpOf(call: Pick<Call, "globals" | "given">, { endpoints }: Pick<Client, "endpoints">): AskHttp {
  return askHttpWith(tlsOptions(secretsOf(call), endpoints));
}

function secretsOf({ globals, given }: Pick<Call, "globals" | "given">): Secrets {
  for (const name of ["cert", "key", "cacert"] as const) {
    if (given.has(name) && globals[name] === "") throw badArguments(`empty string is passed to --${name} option`);
  }
  return {
    cert: globals.cert,
    key: globals.key,
    cacert: globals.cacert,
    isInsecure: globals["insecure-transport"],
    skipsVerification: globals["insecure-skip-tls-verify"],
    user: globals.user,
    password: globals.password,
    token: globals["auth-jwt-token"],
    question: "Password: ",
  };
}

/** The same with endpoints and secrets of another cluster. */
export async function optionsFor(
  endpoints: readonly string[],
  secrets: Secrets,
  { globals, terminal }: Pick<Call, "globals" | "terminal">,
): Promise<ClientOptions> {
  const tls = tlsOptions(secrets, endpoints);
  const { token, user } = secrets;
  const password = secrets.password === "" ? user.split(":").slice(1).join(":") : secrets.password;
  const name = secrets.password === "" ? (user.split(":")[0] ?? "") : user;
  const isAsked = token === "" && user !== "" && secrets.password === "" && !user.includes(":");
  const auth = { name, password: isAsked ? await askPassword(terminal, secrets.question) : password };
  return {
    endpoints,
    timeoutMs: globals["command-timeout"],
    keepalive: { timeMs: globals["keepalive-time"], timeoutMs: globals["keepalive-timeout"] },
    ...(tls === undefined ? {} : { tls }),
    ...(token === "" ? {} : { metadata: { token } }),
    ...(token !== "" || user === "" ? {} : { auth }),
  };
}

/** Given TLS options, endpoints without a scheme are encrypted: none where nothing asks for that. */
function tlsOptions(secrets: Secrets, endpoints: readonly string[]): TlsOptions | undefined {
  const { cert, key, cacert, isInsecure, skipsVerification } = secrets;
  const isAsked = cert !== "" || key !== "" || cacert !== "" || !isInsecure;
  if (!isAsked && !endpoints.some((endpoint) => endpoint.startsWith("https://"))) return undefined;
  if ((cert === "") !== (key === "")) throw badArguments("--cert and --key have to be given together");
  return {
    ...(cert === "" ? {} : { cert: fileOf("cert", cert), key: fileOf("key", key) }),
    ...(cacert === "" ? {} : { ca: fileOf("cacert", cacert) }),
    ...(skipsVerification ? { rejectUnauthorized: false } : {}),
  };
}

function fileOf(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw badArguments(`--${flag}: ${(error as Error).message}`);
  }
}
