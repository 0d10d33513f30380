internal import Commands

await runCommandLine()
