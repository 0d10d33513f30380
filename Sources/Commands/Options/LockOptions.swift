internal import ArgumentParser

/// What is done where another run has locked the state.
struct LockOptions: ParsableArguments {
    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp("How long to wait for a state that another run has locked.", valueName: "time"))
    var timeout = DurationArgument(.zero)
}
