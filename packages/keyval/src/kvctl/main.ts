#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { processTerminal, runCli } from "@keyval/cli";

const server = [fileURLToPath(new URL("../../bin/keyval", import.meta.url))];
process.exitCode = await runCli(process.argv.slice(2), processTerminal(server));
