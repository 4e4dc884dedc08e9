import { HashKVResponse, StatusResponse } from "@keyval/api";
import type { Answer, Style } from "../answer.js";
import { byteSize } from "../byte-size.js";
import { messageValue } from "../go-json.js";
import { goQuote } from "../go-quote.js";
import { hexId } from "../hex.js";
import type { Table } from "../table.js";
import { headerFields } from "./of-message.js";

export interface Health {
  readonly endpoint: string;
  readonly isHealthy: boolean;
  readonly took: string;
  readonly error: string;
}

export interface At<T> {
  readonly endpoint: string;
  readonly response: T;
}

const STATUS_HEAD = [
  "endpoint",
  "ID",
  "version",
  "storage version",
  "db size",
  "in use",
  "percentage not in use",
  "quota",
  "is leader",
  "is learner",
  "raft term",
  "raft index",
  "raft applied index",
  "errors",
  "downgrade target version",
  "downgrade enabled",
];

/** Endpoints that are not healthy are for standard error, in the simple format. */
export function healthAnswer(all: readonly Health[]): Answer {
  const healthy = all.filter(({ error }) => error === "");
  return {
    simple: () =>
      healthy.map(({ endpoint, took }) => `${endpoint} is healthy: successfully committed proposal: took = ${took}\n`),
    fields: () =>
      all.map(
        ({ endpoint, isHealthy, took, error }) =>
          `"Endpoint" : ${goQuote(endpoint)}\n"Health" : ${isHealthy}\n"Took" : ${took}\n"Error" : ${error}\n\n`,
      ),
    table: () => ({
      head: ["endpoint", "health", "took", "error"],
      rows: all.map(({ endpoint, isHealthy, took, error }) => [endpoint, String(isHealthy), took, error]),
    }),
    json: () =>
      all.map(({ endpoint, isHealthy, took, error }) => ({
        endpoint,
        health: isHealthy,
        took,
        error: error === "" ? undefined : error,
      })),
  };
}

export function statusAnswer(all: readonly At<StatusResponse>[]): Answer {
  const table: Table = { head: STATUS_HEAD, rows: all.map(statusRow) };
  return {
    simple: () => joinedRows(table),
    fields: (style) => all.flatMap((each) => statusFields(each, style)),
    table: () => table,
    json: () => listOrNull(all, "Status", (response) => messageValue(StatusResponse.name, response)),
  };
}

export function hashAnswer(all: readonly At<HashKVResponse>[]): Answer {
  const table: Table = {
    head: ["endpoint", "hash", "hash_revision"],
    rows: all.map(({ endpoint, response }) => [endpoint, `${response.hash}`, `${response.hashRevision}`]),
  };
  return {
    simple: () => joinedRows(table),
    fields: (style) =>
      all.flatMap(({ endpoint, response }) => [
        ...headerFields(response.header, style),
        `"Endpoint" : ${goQuote(endpoint)}\n`,
        `"Hash" : ${response.hash}\n`,
        `"HashRevision" : ${response.hashRevision}\n\n`,
      ]),
    table: () => table,
    json: () => listOrNull(all, "HashKV", (response) => messageValue(HashKVResponse.name, response)),
  };
}

function listOrNull<T>(
  all: readonly At<T>[],
  name: string,
  valueOf: (response: T) => ReturnType<typeof messageValue>,
): ReturnType<Answer["json"]> {
  if (all.length === 0) return null;
  return all.map(({ endpoint, response }) => ({ Endpoint: endpoint, [name]: valueOf(response) }));
}

function joinedRows({ rows }: Table): string[] {
  return rows.map((row) => `${row.join(", ")}\n`);
}

function statusRow({ endpoint, response }: At<StatusResponse>): string[] {
  const { header, leader, dbSize, dbSizeInUse, downgradeInfo } = response;
  const member = header?.memberId ?? 0;
  const unused = dbSize === 0 ? 0 : 100 - Math.floor((dbSizeInUse * 100) / dbSize);
  return [
    endpoint,
    hexId(member),
    response.version,
    response.storageVersion,
    byteSize(dbSize),
    byteSize(dbSizeInUse),
    `${unused}%`,
    byteSize(response.dbSizeQuota),
    String(leader === member),
    String(response.isLearner),
    `${response.raftTerm}`,
    `${response.raftIndex}`,
    `${response.raftAppliedIndex}`,
    response.errors.join(", "),
    downgradeInfo?.targetVersion ?? "",
    String(downgradeInfo?.enabled ?? false),
  ];
}

function statusFields({ endpoint, response }: At<StatusResponse>, style: Style): string[] {
  return [
    ...headerFields(response.header, style),
    `"Version" : ${goQuote(response.version)}\n`,
    `"StorageVersion" : ${goQuote(response.storageVersion)}\n`,
    `"DBSize" : ${response.dbSize}\n`,
    `"DBSizeInUse" : ${response.dbSizeInUse}\n`,
    `"DBSizeQuota" : ${response.dbSizeQuota}\n`,
    `"Leader" : ${response.leader}\n`,
    `"IsLearner" : ${response.isLearner}\n`,
    `"RaftIndex" : ${response.raftIndex}\n`,
    `"RaftTerm" : ${response.raftTerm}\n`,
    `"RaftAppliedIndex" : ${response.raftAppliedIndex}\n`,
    `"Errors" : [${response.errors.join(" ")}]\n`,
    `"Endpoint" : ${goQuote(endpoint)}\n`,
    `"DowngradeTargetVersion" : ${goQuote(response.downgradeInfo?.targetVersion ?? "")}\n`,
    `"DowngradeEnabled" : ${response.downgradeInfo?.enabled ?? false}\n\n`,
  ];
}
