import type { MemberState } from "@keyval/api";
import { RpcServer } from "@keyval/grpc";
import { nodeClock, Turns } from "@keyval/grpc/transport";
import type { ServerConfig } from "../config/server-config.js";
import { joinRoutes, type Route } from "../http/index.js";
import { LogSpace, type QuarantineOptions } from "../node/index.js";
import { Forwarding, PeerNetwork, peerServerOptions, serveJoining } from "../peers/index.js";
import { Answers } from "../rpc/answers.js";
import { createCalls } from "../rpc/calls.js";
import type { Handlers } from "../rpc/handlers.js";
import { LastingCalls } from "../rpc/lasting-calls.js";
import { announce } from "./announce.js";
import { descriptorLimit } from "../metrics/proc-self.js";
import { ServerMetrics } from "../metrics/server-metrics.js";
import { ClientDoors, type ClientService } from "./client-doors.js";
import { clientRoutes } from "./client-routes.js";
import { createClientServer, ENVELOPE_BYTES } from "./client-server.js";
import { connectionsMax } from "./connections-max.js";
import { handOver } from "./hand-over.js";
import { type Place, PlaceFinder } from "./find-place.js";
import { isOpenToOthers } from "./is-open-to-others.js";
import { createMemberHandlers } from "./member-handlers.js";
import { Listeners } from "./listeners.js";
import type { Logger } from "./logger.js";
import { startMember, type Member } from "./member.js";
import { openStorage, type Storage } from "./open-storage.js";
import { MembershipFollower } from "./membership-follower.js";
import { pagesOf } from "./pages.js";
import { QuarantineMark } from "./quarantine-mark.js";
import { addressOf, PeerDirectory } from "./peer-directory.js";
import { Readiness } from "./readiness.js";
import { RealClock } from "./real-clock.js";
import { tellOfSpace } from "./tell-of-space.js";
import { ETCD_VERSION, KEYVAL_VERSION } from "./version.js";
import { withBoundPorts } from "./with-bound-ports.js";

/** How long a server that stops waits for what its clients wait for: less than doors give connections to end. */
const ANSWER_MS = 300;

export interface RunningServer {
  /** What clients connect to, with ports as they turned out; none before it is ready. */
  readonly clientUrls: readonly string[];
  /** Resolves when the doors are open. */
  readonly ready: Promise<void>;
  /** Answers every open request, and leaves the data directory to whoever comes next. */
  stop(): Promise<void>;
}

export interface ServerEvents {
  readonly log: Logger;
  /** The server can not go on: a disk failed, or there is a bug. */
  readonly failed: (reason: Error) => void;
  /** The member was removed from its cluster, and has nothing more to do. */
  readonly removed: () => void;
}

/** Starts a member as it is configured. Rejects with a sentence if it can not. */
export async function startServer(config: ServerConfig, events: ServerEvents): Promise<RunningServer> {
  const starting = new StartingServer(config, events);
  try {
    await starting.listen();
    await starting.join();
  } catch (error) {
    await starting.stop();
    throw error;
  }
  const ready = starting.openDoors();
  ready.catch(events.failed);
  return {
    get clientUrls() {
      return starting.clientUrls;
    },
    ready,
    stop: () => starting.stop(),
  };
}

/** The parts of a server in the order in which they come, and go the other way round. */
class StartingServer {
  readonly #config: ServerConfig;
  readonly #log: Logger;
  readonly #failed: (reason: unknown) => void;
  readonly #removed: () => void;
  #hasLeft = false;
  /** Answers leave at the end of the turn that made them. */
  readonly #turns = new Turns();
  readonly #clock = new RealClock(this.#turns.end);
  readonly #metrics: ServerMetrics;
  readonly #readiness = new Readiness();
  readonly #logSpace: LogSpace;
  readonly #listeners: Listeners;
  readonly #joins: readonly Route[];
  readonly #doors: ClientDoors;
  #storage: Storage | undefined;
  #member: Member | undefined;
  #network: PeerNetwork | undefined;
  #forwarding: Forwarding | undefined;
  #place: Place | undefined;
  #follower: MembershipFollower | undefined;
  /** There once it takes part in the cluster. */
  #handlers: Handlers | undefined;
  /** What clients are served with, once this member has announced itself. */
  #service: ClientService | undefined;
  #isStopping = false;
  readonly #lasting = new LastingCalls();

  constructor(config: ServerConfig, { log, failed, removed }: ServerEvents) {
    this.#config = config;
    this.#log = log;
    this.#failed = (reason) => {
      failed(reason instanceof Error ? reason : new Error(String(reason)));
    };
    this.#removed = removed;
    this.#metrics = new ServerMetrics({
      isExtensive: config.metrics === "extensive",
      heartbeatMs: config.heartbeatInterval,
      version: ETCD_VERSION,
      ownVersion: KEYVAL_VERSION,
    });
    this.#logSpace = new LogSpace({ clock: this.#clock, group: () => this.#member?.group });
    const doors = [config.clientUrls, config.httpUrls, config.metricsUrls, config.peerUrls].flat().length;
    this.#listeners = new Listeners(log, this.#turns, connectionsMax(descriptorLimit(), doors));
    this.#joins = joinRoutes({
      // In quarantine it may have another list of members than the others.
      handlers: () => (this.#member?.group.isQuarantined === true ? undefined : this.#handlers),
      waitsFor: this.#readiness.waitsFor,
      token: isOpenToOthers(config) ? config.token : undefined,
    });
    this.#doors = this.#createDoors();
  }

  get clientUrls(): readonly string[] {
    return this.#doors.isOpen ? this.#listeners.urlsOf("clients") : [];
  }

  /** For whoever asks how this member is; for clients it is not ready yet. */
  async listen(): Promise<void> {
    await this.#doors.listen();
    this.#metrics.loop.start();
  }

  /** Recovers what the disk has, and takes part in the cluster. */
  async join(): Promise<void> {
    const finder = new PlaceFinder(this.#config, this.#log);
    const storage = await this.#openStorage(finder);
    const place = await finder.place(storage);
    this.#place = place;
    const member = await this.#startMember(storage, place);
    const failed = this.#failed;
    const follower = new MembershipFollower({ member, clock: this.#clock, log: this.#log, removed: this.#leave });
    this.#follower = follower;
    const network = new PeerNetwork({
      introductions: member.introductions,
      ownAddresses: this.#config.advertisedPeerUrls.map(addressOf),
      owner: follower.owner,
      log: this.#log,
      answered: (other, milliseconds) => {
        this.#metrics.roundTrips.of(other).observe(milliseconds / 1000);
      },
      failed,
    });
    this.#network = network;
    const forwarding = new Forwarding(network, storage.identity);
    this.#forwarding = forwarding;
    const messageBytesMax = this.#config.requestBytesMax + ENVELOPE_BYTES;
    const server = new RpcServer({ clock: nodeClock, failed, messageBytesMax, ...peerServerOptions });
    network.serve(server);
    const { submissions, desk, work } = member;
    const renew = desk.renew.bind(desk);
    forwarding.serve(server, submissions, renew, (learner) => work.keeper.isInSync(learner));
    const members = (): readonly MemberState[] => member.store().machine.tables.members.list();
    serveJoining(server, { own: storage.identity, keeper: work.keeper, members });
    await this.#listeners.open("peers", this.#config.peerUrls, server);
    follower.start(new PeerDirectory(member.id, place.known), network, this.#peerUrls);
    this.#metrics.addPeers(member.id, network);
  }

  /** Once this member has announced itself. */
  async openDoors(): Promise<void> {
    const [config, member, forwarding, storage] = [this.#config, this.#member, this.#forwarding, this.#storage];
    const [place, network, failed] = [this.#place, this.#network, this.#failed];
    if (member === undefined || forwarding === undefined || storage === undefined) return;
    if (place === undefined || network === undefined) return;
    const { name, advertisedClientUrls } = config;
    const clientURLs = withBoundPorts(advertisedClientUrls, this.#listeners.urlsOf("clients"));
    const { cluster } = storage.identity;
    const handlers = createMemberHandlers({ config, member, cluster, network, forwarding });
    this.#handlers = handlers;
    const hasAnnounced = await announce({
      member,
      storage,
      name,
      peerURLs: this.#peerUrls,
      clientURLs,
      known: place.known,
    });
    if (!hasAnnounced || this.#isStopping) return;
    const metrics = this.#metrics;
    const other = config.httpUrls.length === 0 ? this.#doors.http.streams : undefined;
    const calls = this.#lasting.of(createCalls(handlers));
    const answers = new Answers(setImmediate);
    const rpc = createClientServer({ config, member, calls, answers, other, metrics, log: this.#log, failed });
    metrics.addCalls(rpc);
    this.#service = { rpc, routes: clientRoutes({ config, member, handlers, calls, answers, joins: this.#joins }) };
    this.#log.info("ready to serve client requests", { cluster, member: member.id, name });
    if (!member.group.isQuarantined) this.#serve(this.#service);
  }

  /** With ports as they turned out. */
  get #peerUrls(): string[] {
    return withBoundPorts(this.#config.advertisedPeerUrls, this.#listeners.urlsOf("peers"));
  }

  #serve(service: ClientService): void {
    this.#readiness.serves();
    this.#doors.open(service);
    for (const address of this.clientUrls) this.#log.info("serving client traffic", { address });
  }

  /** Nobody is answered from a state that is not the majority's. */
  #shutWhileQuarantined(): Omit<QuarantineOptions, "split"> {
    const mark = new QuarantineMark(this.#config.dataDirectory);
    const isSuspect = mark.isThere;
    if (isSuspect)
      this.#log.warn("the state of this member was not that of a majority: it is compared before it is served");
    return {
      isSuspect,
      quarantined: (index) => {
        this.#readiness.isQuarantined(index);
        this.#doors.shut();
        // Who is told of it may end the process, which is not to forget it then.
        mark.make();
        this.#log.error("the state of this member differs from that of a majority: it serves nobody", { index });
      },
      released: () => {
        this.#log.info("the state of this member is that of a majority");
        mark.remove();
        if (this.#isStopping) return;
        if (this.#service !== undefined) this.#serve(this.#service);
      },
    };
  }

  /** Several may find out that the member was removed. */
  readonly #leave = (): void => {
    if (this.#isStopping || this.#hasLeft) return;
    this.#hasLeft = true;
    const member = this.#storage?.identity.member;
    this.#log.warn("the member has been permanently removed from the cluster", { member });
    this.#removed();
  };

  /** Doors first, then the hand-over, then the log. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#logSpace.close();
    this.#follower?.stop();
    this.#readiness.stops();
    this.#metrics.loop.stop();
    await this.#closeDoors();
    if (this.#member !== undefined) await handOver(this.#member.group);
    this.#network?.close();
    await this.#member?.stop();
    await this.#listeners.close("peers");
    await this.#storage?.close();
  }

  /** Who waits for what does not come in time is told so before the connections are closed. */
  async #closeDoors(): Promise<void> {
    const ending = setTimeout(() => {
      this.#lasting.stop();
      this.#member?.submissions.stop();
    }, ANSWER_MS);
    await this.#doors.close();
    clearTimeout(ending);
  }

  #createDoors(): ClientDoors {
    const { waitsFor } = this.#readiness;
    const pages = pagesOf({ readiness: this.#readiness, metrics: this.#metrics, member: () => this.#member });
    return new ClientDoors({
      ...{ config: this.#config, listeners: this.#listeners, waitsFor, failed: this.#failed },
      ...{ pages, joins: this.#joins },
    });
  }

  async #openStorage(finder: PlaceFinder): Promise<Storage> {
    const storage = await openStorage({
      meters: this.#metrics.disks,
      directory: this.#config.dataDirectory,
      belonging: () => finder.belonging(),
      spaceChanged: (hasSpace) => {
        tellOfSpace(this.#log, hasSpace);
        this.#logSpace.changed(hasSpace);
      },
    });
    this.#storage = storage;
    const { cut } = storage.recovered;
    if (cut !== undefined) this.#log.warn("cut off the end of the log, which was never durable", { ...cut });
    return storage;
  }

  async #startMember(storage: Storage, place: Place): Promise<Member> {
    this.#readiness.opensStore();
    const member = await startMember({
      metrics: this.#metrics,
      audit: this.#shutWhileQuarantined(),
      log: this.#log,
      config: this.#config,
      storage,
      place,
      clock: this.#clock,
      peers: { send: (to, frames) => this.#network?.send(to, frames) ?? false },
      forwarder: {
        forward: (...command) => {
          this.#forwarding?.forward(...command);
        },
        renew: (...renewal) => {
          this.#forwarding?.renew(...renewal);
        },
      },
      failed: this.#failed,
      removed: this.#leave,
    });
    this.#member = member;
    this.#readiness.joins(member, member.group.status.lastIndex);
    return member;
  }
}
