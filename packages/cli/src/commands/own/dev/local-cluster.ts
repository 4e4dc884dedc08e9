import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@keyval/client";
import type { StatusResponse } from "@keyval/api";
import { freePort } from "./free-port.js";
import { LocalMember } from "./local-member.js";
import { PeerGate } from "./peer-gate.js";

/** Members stand so far apart, so that their ports can be told from each other. */
const PORTS_APART = 100;

const ANSWER_MS = 1_000;

interface LocalClusterOptions {
  readonly members: number;
  readonly directory: string;
  /** Of the first member's clients; 0 for any that are free. */
  readonly port: number;
  readonly program: readonly string[];
  readonly tell: (sentence: string) => void;
}

/** A member with the way to it. */
export interface Place {
  readonly member: LocalMember;
  readonly gate: PeerGate;
  readonly endpoint: string;
}

interface Ports {
  readonly client: number;
  readonly gate: number;
  readonly peer: number;
}

/** Members on this machine, each in a process of its own. */
export class LocalCluster implements AsyncDisposable {
  readonly places: readonly Place[];

  private constructor(places: readonly Place[]) {
    this.places = places;
  }

  static async start(options: LocalClusterOptions): Promise<LocalCluster> {
    const opened: { readonly name: string; readonly ports: Ports; readonly gate: PeerGate }[] = [];
    try {
      for (let i = 0; i < options.members; i++) {
        const ports = await portsOf(options.port, i);
        opened.push({ name: `n${i + 1}`, ports, gate: await PeerGate.open(ports.gate, ports.peer) });
      }
    } catch (error) {
      for (const { gate } of opened) await gate[Symbol.asyncDispose]();
      throw error;
    }
    mkdirSync(options.directory, { recursive: true });
    const initial = opened.map(({ name, gate }) => `${name}=http://${gate.address}`).join(",");
    const places = opened.map(({ name, ports, gate }) => {
      const endpoint = `http://127.0.0.1:${ports.client}`;
      const flags = [
        `--name=${name}`,
        `--data-dir=${join(options.directory, name)}`,
        `--listen-client-urls=${endpoint}`,
        `--listen-peer-urls=http://127.0.0.1:${ports.peer}`,
        `--initial-advertise-peer-urls=http://${gate.address}`,
        `--initial-cluster=${initial}`,
      ];
      const logFile = join(options.directory, `${name}.log`);
      return { gate, endpoint, member: new LocalMember({ ...options, name, flags, logFile }) };
    });
    for (const { member } of places) member.start();
    return new LocalCluster(places);
  }

  get endpoints(): string {
    return this.places.map(({ endpoint }) => endpoint.replace("http://", "")).join(",");
  }

  /** By name (`n2`) or by number (`2`). */
  find(name: string): Place | undefined {
    return this.places.find(({ member }) => member.name === name || member.name === `n${name}`);
  }

  /** Where this one reaches nobody, and is not reached. */
  cutOffFrom(place: Place): Place[] {
    return this.places.filter(({ gate }) => place.gate.isCutOffFrom(gate));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.places.map(({ member }) => member.close()));
    await Promise.all(this.places.map(({ gate }) => gate[Symbol.asyncDispose]()));
  }
}

/** What a member says of itself; undefined if it says nothing. */
export async function statusOf({ endpoint }: Place): Promise<StatusResponse | undefined> {
  using client = new Client({ endpoints: [endpoint], timeoutMs: ANSWER_MS });
  return await client.rpc.maintenance.status({}).catch(() => undefined);
}

async function portsOf(first: number, i: number): Promise<Ports> {
  if (first === 0) return { client: await freePort(), gate: 0, peer: await freePort() };
  const client = first + PORTS_APART * i;
  return { client, gate: client + 1, peer: client + 2 };
}
