import { duration, type FlagValues, integer, list, text, toggle } from "./flag.js";

export const FORMATS = ["fields", "json", "protobuf", "simple", "table"] as const;

const format = { choices: FORMATS } as const;

/** The flags of every command. */
export const globalFlags = {
  endpoints: list(["127.0.0.1:2379"], "gRPC endpoints"),
  debug: toggle("enable client-side debug logging"),
  "write-out": text("simple", "set the output format (fields, json, protobuf, simple, table)", {
    short: "w",
    ...format,
  }),
  output: text("", "the same as --write-out, and JSON also of what that leaves as it is", { short: "o", ...format }),
  hex: toggle("print byte strings as hex encoded strings"),
  "dial-timeout": duration(2_000, "dial timeout for client connections"),
  "command-timeout": duration(5_000, "timeout for short running command (excluding dial timeout)"),
  "keepalive-time": duration(2_000, "keepalive time for client connections"),
  "keepalive-timeout": duration(6_000, "keepalive timeout for client connections"),
  "max-request-bytes": integer(0, "client-side request send limit in bytes (0: 2 MiB)"),
  "max-recv-bytes": integer(0, "client-side response receive limit in bytes (0: 2 GiB)"),
  "insecure-transport": toggle("disable transport security for client connections", { fallback: true }),
  "insecure-discovery": toggle("accept insecure SRV records describing cluster endpoints", { fallback: true }),
  "insecure-skip-tls-verify": toggle("skip server certificate verification (CAUTION: only for testing purposes)"),
  cert: text("", "identify secure client using this TLS certificate file"),
  key: text("", "identify secure client using this TLS key file"),
  cacert: text("", "verify certificates of TLS-enabled secure servers using this CA bundle"),
  "auth-jwt-token": text("", "JWT token used for authentication (instead of --user and --password)"),
  user: text("", "username[:password] for authentication (prompt if password is not supplied)"),
  password: text("", "password for authentication (then --user must not include one)"),
  "discovery-srv": text("", "domain name to query for SRV records describing cluster endpoints", { short: "d" }),
  "discovery-srv-name": text("", "service name to query when using DNS discovery"),
};

export type GlobalValues = FlagValues<typeof globalFlags>;
