/** A line of the script: arguments, and what `txn` reads. */
export interface Command {
  readonly args: readonly string[];
  readonly input?: string;
}

function command(text: string): Command {
  return { args: text.split(" ").map((argument) => (argument === '""' ? "" : argument)) };
}

function txn(input: string, ...flags: readonly string[]): Command {
  return { args: ["txn", ...flags], input };
}

/** What people do with etcdctl, right and wrong. It begins with an empty store, and is the same wherever it is run. */
export const script: readonly Command[] = [
  ...[
    "put a 1",
    "put a 2 --prev-kv",
    "put b 1 -w json",
    "get a -w json",
    "get a --rev 2 -w json",
    "get a --rev 99",
    'get "" --from-key --keys-only',
    'get "" --from-key --count-only -w fields',
    "get a z --limit 1 -w json",
    "get a z --order DESCEND --sort-by MODIFY",
    "get a z --order ASCEND --sort-by VALUE",
    "get a z --sort-by CREATE -w json",
    "get a z --max-mod-rev 3 -w json",
    "get a z --min-create-rev 4 -w json",
    "get nothing -w json",
    "get a --consistency s",
    "get a --rev -1",
    "get a --limit -1",
    "put a --ignore-value",
    "put nothing --ignore-value",
    "put nothing --ignore-lease x",
    "put a --ignore-lease 5",
    "put a --ignore-value --lease 1234",
    'put "" x',
    "put k v --lease 12345",
    "del nothing",
    "del a --prev-kv -w json",
    'del --prefix "" --prev-kv',
    "put x 1",
    "put y 2",
    "put z 3",
    "del x z",
    'get "" --prefix',
    "del --from-key y",
  ].map(command),
  txn('value("x") = "1"\n\nput x 2\nget x\n\nput x 0\n\n'),
  txn('mod("z") > "0"\n\nget z\n\ndel z\n\n'),
  txn('version("q") = "0"\n\nput q 1\nput q 2\n\nget q\n\n', "-w", "json"),
  txn('create("q") = "0"\n\nput q 1\nput r 2\n\nget q\n\n', "-w", "json"),
  txn('version("q") != "7"\n\ndel q\nget q\nput s 1\n\n\n', "-w", "json"),
  ...[
    "compact 3",
    "compact 3",
    "compact 1",
    "compact 9999",
    "get a --rev 2",
    "get a --rev 3",
    "watch a --rev 1",
    "put c 1",
    "compact 12 --physical",
    "lease grant 1000000000000",
    "lease grant 100 -w json",
    "lease revoke 99",
    "lease timetolive 99",
    "lease timetolive 77 --keys",
    "lease keep-alive 99 --once",
    "lease list",
    // These two live for the shortest time there is, so nothing after them may count leases.
    "lease grant -5",
    "lease grant 0",
    "member list",
    "member list -w json",
    "member add other --peer-urls=http://localhost:2380",
    "member add other --peer-urls=localhost",
    "member remove 1234",
    "member promote 1234",
    "member update 1234 --peer-urls=http://localhost:7",
    "member remove 8e9e05c52164694d",
    "member promote 8e9e05c52164694d",
    "member update 8e9e05c52164694d --peer-urls=http://localhost:2381",
    "member list -w json",
    "endpoint health",
    "endpoint hashkv",
    "alarm list",
    "alarm disarm",
    "downgrade validate 3.6",
    "downgrade validate 3.5",
    "downgrade validate three",
    "downgrade enable 3.7",
    "downgrade cancel",
    "move-leader 1234",
    "lock n echo locked",
    "snapshot save a.backup",
    "defrag",
    'get "" --from-key -w json',
  ].map(command),
];
