#!/usr/bin/env node
import { processTerminal, runCli } from "@keyval/cli";

process.exitCode = await runCli(process.argv.slice(2), processTerminal());
