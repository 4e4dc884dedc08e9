import type { Client } from "@keyval/client";
import { askHttpOf } from "../../../connection/client-options.js";
import { withClient } from "../../../connection/with-client.js";
import { type Call, command } from "../../../frame/command.js";
import { ExitCode } from "../../../frame/exit-code.js";
import { text } from "../../../frame/flag.js";
import { type Answer, show } from "../../../output/answer.js";
import { type Colour, paint } from "../../../output/paint.js";
import { look } from "../top/rates.js";
import { checkClocks, dated } from "./clock-check.js";
import { checkCluster } from "./cluster-checks.js";
import { checkCommits } from "./commit-check.js";
import { checkDisk, judgeSyncs } from "./disk-check.js";
import { checkNetwork } from "./network-check.js";
import { checkCertificates, checkTransport } from "./security-check.js";
import type { Verdict } from "./verdict.js";

const MARKS = { good: "✓", soon: "!", wrong: "✗", unknown: "?" } as const;
const COLOURS = { good: "green", soon: "yellow", wrong: "red", unknown: "yellow" } as const satisfies Readonly<
  Record<Verdict["severity"], Colour>
>;

const flags = {
  "data-dir": text("", "A directory on this machine whose disk is measured, with small files that are deleted again"),
};

type DoctorCall = Call<typeof flags>;

export const doctor = command({
  usage: "[options]",
  description:
    "Looks at members, quota, versions, network, disks, clocks, and how what is sent is protected. The exit status is 1 if something is wrong.",
  examples: [
    { what: "Examine the cluster", line: "doctor" },
    { what: "Examine the disk of a member on this machine, too", line: "doctor --data-dir=/var/lib/keyval" },
  ],
  flags,
  run: (call) =>
    withClient(call, async (client) => {
      const verdicts = await examine(client, call);
      show(doctorAnswer(verdicts, call.terminal.hasColours), call);
      return verdicts.some(({ severity }) => severity === "wrong") ? ExitCode.error : ExitCode.success;
    }),
});

async function examine(client: Client, call: DoctorCall): Promise<Verdict[]> {
  const { globals } = call;
  const directory = call.flags["data-dir"];
  const askHttp = askHttpOf(call, client);
  const before = await look(client, askHttp);
  const { view } = before;
  const endpoints = view.members.flatMap(({ endpoint, status }) =>
    endpoint === undefined || status === undefined ? [] : [endpoint],
  );
  const isEncrypted = globals.cacert !== "" || globals.cert !== "" || !globals["insecure-transport"];
  const network = await checkNetwork(client, endpoints);
  const commits = await checkCommits(client);
  const answers = await Promise.all(endpoints.map((endpoint) => dated(endpoint, askHttp)));
  return [
    ...checkCluster(view),
    ...network,
    commits,
    // What was committed was synced.
    ...judgeSyncs(before, await look(client, askHttp)),
    ...checkClocks(answers),
    ...(directory === "" ? [] : await checkDisk(directory)),
    checkTransport(endpoints, isEncrypted),
    ...checkCertificates([globals.cert, globals.cacert], answers, Date.now()),
  ];
}

function doctorAnswer(verdicts: readonly Verdict[], hasColours: boolean): Answer {
  return {
    simple: () =>
      verdicts.map(({ check, severity, what, advice }) => {
        const mark = paint(MARKS[severity], COLOURS[severity], hasColours);
        return `${mark} ${check}: ${what}\n${advice === "" ? "" : `    ${advice}\n`}`;
      }),
    json: () => ({
      checks: verdicts.map(({ check, severity, what, advice }) => ({ check, verdict: severity, what, advice })),
    }),
  };
}
