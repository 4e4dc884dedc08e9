import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../packages/server/dist/main.js", import.meta.url));

const members = [
  { name: "n1", client: 2379, peer: 2380 },
  { name: "n2", client: 2479, peer: 2480 },
  { name: "n3", client: 2579, peer: 2580 },
] as const;

const initial = members.map(({ name, peer }) => `${name}=http://127.0.0.1:${peer}`).join(",");

/** Three members on this machine, each a process of its own, which can be killed and is not started again. */
const children = members.map(({ name, client, peer }) => {
  const flags = [
    `--name=${name}`,
    `--data-dir=cluster.keyval/${name}`,
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=${initial}`,
  ];
  const child = spawn(process.execPath, [MAIN, ...flags], { stdio: ["ignore", "inherit", "pipe"] });
  console.log(`${name}: process ${child.pid ?? 0}, clients on http://127.0.0.1:${client}`);
  createInterface({ input: child.stderr }).on("line", (line) => {
    console.log(`${name} ${line}`);
  });
  child.on("exit", (code, signal) => {
    console.log(`${name} ended (${signal ?? code ?? ""})`);
  });
  return child;
});

const stop = (): void => {
  for (const child of children) child.kill("SIGTERM");
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
