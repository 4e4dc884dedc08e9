import { assert } from "./assert.js";
import type { Configuration, Host, ReplicaId } from "./configuration.js";
import { Reader, Writer } from "./varint.js";

/** The layout of a configuration in the log; docs/internals/configuration.md describes it to the byte. */
const VERSION = 1;

export function encodeConfiguration(configuration: Configuration): Uint8Array {
  const writer = new Writer();
  writer.number(VERSION);
  writeIds(writer, configuration.voters);
  writeIds(writer, configuration.outgoing);
  writeIds(writer, configuration.learners);
  writeIds(writer, configuration.learnersNext);
  writer.number(configuration.hosts.length);
  for (const host of configuration.hosts) {
    writer.number(host.id);
    writer.text(host.member);
    writer.text(host.incarnation);
  }
  writer.number(configuration.lastId);
  writer.number(configuration.lease);
  return writer.bytes();
}

export function decodeConfiguration(bytes: Uint8Array): Configuration {
  const reader = new Reader(bytes);
  const version = reader.number();
  assert(version === VERSION, "a configuration has a known version", version, VERSION);
  const voters = readIds(reader);
  const outgoing = readIds(reader);
  const learners = readIds(reader);
  const learnersNext = readIds(reader);
  const hosts: Host[] = [];
  for (let left = reader.count(); left > 0; left--) {
    hosts.push({ id: reader.number(), member: reader.text(), incarnation: reader.text() });
  }
  const lastId = reader.number();
  const lease = reader.number();
  assert(reader.isAtEnd, "a configuration ends where its bytes do");
  return { voters, outgoing, learners, learnersNext, hosts, lastId, lease };
}

function writeIds(writer: Writer, ids: readonly ReplicaId[]): void {
  writer.number(ids.length);
  for (const id of ids) writer.number(id);
}

function readIds(reader: Reader): ReplicaId[] {
  const ids: ReplicaId[] = [];
  for (let left = reader.count(); left > 0; left--) ids.push(reader.number());
  return ids;
}
