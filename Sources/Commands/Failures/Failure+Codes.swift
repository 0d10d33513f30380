internal import Diagnostics

extension Failure {
    /// What commands themselves end with; the layers below declare theirs.
    struct Code: FailureCode {
        let rawValue: String
        let status: ExitStatus
        let meaning: String

        private init(_ rawValue: String, _ status: ExitStatus, _ meaning: String) {
            (self.rawValue, self.status, self.meaning) = (rawValue, status, meaning)
        }

        static let unforeseen = Code(
            "internal", .failure,
            "an error that nobody foresaw, of which only the type is told. A bug, please report it")
        static let fileFailed = Code("file-failed", .failure, "a system call on a file failed")
        static let usage = Code(
            "usage", .usage,
            "there is no such command; flags or arguments cannot be read or do not fit, or name a release, channel or version, or a field, that does not exist; also a deletion without a terminal and without `--yes`"
        )
        static let invalidManifest = Code(
            "invalid-manifest", .invalidManifest,
            "errors in the manifests; they are in `diagnostics`")
        static let declined = Code(
            "declined", .failure,
            "the question on the terminal was not answered with `y` or `yes`, or those of `init` not to the end")
        static let tooFewDescriptors = Code(
            "too-few-descriptors", .failure,
            "the limit of open files (`ulimit -n`) is too low for this command; nothing was done")
        static let notFound = Code(
            "not-found", .failure,
            "`outputs` was asked for a route that the state does not have")
        static let unwritableFile = Code("unwritable-file", .failure, "`plan --out` or `init` cannot write its file")
        static let fileExists = Code(
            "file-exists", .failure,
            "the file that `init` would write is there already; `--force` replaces it")
        static let unreadablePlan = Code(
            "unreadable-plan", .failure,
            "the saved plan is damaged, or of a format or a version of the API that is not known")
        static let noState = Code(
            "no-state", .failure,
            "`outputs`, `status`, `graph --live`, `refresh`, `destroy` or `plan --destroy` found no state file; nothing was written"
        )
        static let noCluster = Code(
            "no-cluster", .cluster,
            "nothing is configured, also for `plan --out`; the help lists the places that were looked at")
        static let noSandbox = Code(
            "no-sandbox", .cluster, "`sandbox kubeconfig` found no sandbox that serves the folder")
        static let unsettled = Code(
            "unsettled", .failure,
            "it is not known what became of writes; the journal stays, and the next run looks them up. A route has the code of what failed"
        )
        static let interrupted = Code(
            "interrupted", .interrupted,
            "a signal ended the run; at a route: its write was not sent for that")
        static let rejected = Code(
            "rejected", .rejected, "a route cannot become what is waited for, as it is; [wait.md](wait.md)")
        static let waitTimedOut = Code(
            "wait-timed-out", .timedOut, "`--timeout` is over, and a route is not yet what is waited for")
        static let stillThere = Code(
            "still-there", .timedOut, "a route that was to go is being deleted and not gone yet; a finalizer holds it")
        static let runTimedOut = Code(
            "run-timed-out", .timedOut,
            "the run took longer than `--timeout`; at a route: its write was not sent for that")
        static let cancelled = Code("cancelled", .interrupted, "the run was cancelled")

        static let commandLine: [Code] = [
            .unforeseen, .fileFailed, .usage, .invalidManifest, .declined, .tooFewDescriptors, .notFound,
            .unwritableFile,
            .fileExists, .unreadablePlan,
        ]
        static let applying: [Code] = [.unsettled, .interrupted, .rejected, .waitTimedOut, .stillThere, .runTimedOut]
        static let all = commandLine + [.noState] + applying + [.noCluster, .noSandbox, .cancelled]
    }

    init(_ code: Code, _ message: String, help: String? = nil, diagnostics: [Diagnostic] = []) {
        self.init(code.status, code: code.rawValue, message, help: help, diagnostics: diagnostics)
    }
}
