import { StateWriter } from "../../encode-state.js";
import { encodeMessage } from "../../encode-message.js";
import type { HardState } from "../../hard-state.js";
import type { Message } from "../../message.js";
import { NOTHING_APPLIED, type Machine } from "../machine.js";
import type { MemoryHost } from "../memory-host.js";
import type { Life } from "./life.js";
import type { Rename } from "./rename.js";

/** The whole of a replica and its host as text: equal for two that behave alike. What can be computed from the rest is left out. */
export function lifeName({ replica, host, restarts }: Life, rename: Rename): string {
  const writer = new StateWriter(0, rename);
  writer.id(replica);
  writer.number(restarts);
  writeMachine(writer, host.machine);
  writer.number(host.committed);
  writeMachine(writer, host.received);
  writeDisk(writer, host);
  writer.number(host.writes.length);
  for (const { persist, machine } of host.writes) {
    writeHardState(writer, persist.hardState);
    writeMachine(writer, machine);
    writer.flag(persist.snapshot !== undefined);
    if (persist.snapshot !== undefined) writer.snapshot(persist.snapshot);
    writer.number(persist.entries.length);
    for (const entry of persist.entries) writer.entry(entry);
  }
  return `replica ${textOf(host.raft.encode(rename))}${textOf(writer.bytes())}`;
}

export function messageName(message: Message, rename: Rename): string {
  const writer = new StateWriter(0, rename);
  encodeMessage(writer, message);
  return `message ${textOf(writer.bytes())}`;
}

export function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function writeDisk(writer: StateWriter, { disk }: MemoryHost): void {
  writeHardState(writer, disk.hardState);
  writer.snapshot(disk.snapshot);
  writeMachine(writer, disk.machine);
  writer.number(disk.base);
  writer.number(disk.baseTerm);
  writer.number(disk.entries.length);
  for (const entry of disk.entries) writer.entry(entry);
}

function writeHardState(writer: StateWriter, { term, vote, commit }: HardState): void {
  writer.number(term);
  writer.id(vote);
  writer.number(commit);
}

function writeMachine(writer: StateWriter, { applied, digest }: Machine = NOTHING_APPLIED): void {
  writer.number(applied);
  writer.number(digest);
}
