internal import Commands

prepareProcess()
await runCommandLine()
