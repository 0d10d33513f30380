internal import Applying
internal import Diagnostics
internal import Documents
internal import Files
internal import GatewayAPI
internal import Manifests
internal import Planning
internal import State
internal import Values

/// A plan that `plan --out` saved.
enum SavedPlan {
    /// Refuses a file that the run reads or keeps; an earlier plan is replaced, wherever it lies.
    static func checkTarget(_ path: String, _ inUse: FilesInUse) throws(Failure) {
        do throws(Failure) { try inUse.check(path, flag: "--out") } catch {
            guard let bytes = (try? DurableFile.read(path)) ?? nil,
                let value = try? JSONReader.value(bytes, name: path), value.isPlan
            else { throw error }
        }
    }

    /// Writes a plan into a file, whole or not at all.
    static func write(_ json: [UInt8], to path: String) throws(Failure) {
        // Replacing a device such as /dev/null by a file would break it for everybody.
        if Path.isSpecial(path) {
            throw Failure(
                .unwritableFile, "the plan was not saved: '\(path)' is no regular file",
                help: "name a file with --out; -o json prints the plan to standard output")
        }
        do {
            try DurableFile.replace(path, with: json)
        } catch {
            throw Failure(
                .unwritableFile, "the plan was not saved: \(error.message)", help: error.help)
        }
    }

    /// The plan, when the one source given is a plan file; nil when the sources are manifests.
    static func read(_ source: ManifestSourceOptions, _ context: CommandContext) async throws(Failure) -> Plan? {
        guard let path = source.onlyPath, !ManifestURL.isURL(path),
            let bytes = content(of: path, try await source.inputs(context)), bytes.first == UInt8(ascii: "{")
        else { return nil }
        let value: Value
        do throws(JSONError) { value = try JSONReader.value(bytes, name: path) } catch {
            // A manifest that is no JSON is told at its place.
            guard beginsAsPlan(bytes) else { return nil }
            throw damaged(path, "applied", error.message, context)
        }
        guard value.isPlan else { return nil }
        return try plan(value, path, "applied", context)
    }

    /// Whether a text that may be cut off begins as no manifest does, and each saved plan: with its format's version.
    private static func beginsAsPlan(_ bytes: [UInt8]) -> Bool {
        let start = bytes.prefix(64).filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return start.starts(with: Array("{\"formatVersion\"".utf8))
    }

    private static func damaged(_ path: String, _ use: String, _ reason: String, _ context: CommandContext) -> Failure {
        Failure(
            .unreadablePlan, "'\(path)' cannot be \(use): \(reason)",
            help: "make it anew: " + makingAnew(path, context.invocation))
    }

    /// The command that makes a plan anew, where the old one was.
    static func makingAnew(_ path: String, with flags: [String] = [], _ invocation: Invocation) -> String {
        // What came through a pipe is no file.
        let out = path == "-" || Path.isSpecial(path) ? "plan.json" : path
        return invocation.command(["plan", "-f", "MANIFEST"] + flags + ["--out", out])
    }

    /// A plan's file with what was said of its manifests.
    static func report(_ path: String, _ context: CommandContext) throws(Failure) -> PlanReport {
        guard let bytes = try content(of: path) else {
            throw Failure.usage("there is no '\(path)'", help: "--show names a file that 'plan --out FILE' wrote")
        }
        guard let value = try? JSONReader.value(bytes, name: path), value["changes"] != nil else {
            throw Failure(
                .unreadablePlan, "'\(path)' is no saved plan", help: "--show names a file that 'plan --out FILE' wrote")
        }
        return PlanReport(try plan(value, path, "shown", context), saved: value)
    }

    private static func content(of path: String) throws(Failure) -> [UInt8]? {
        do { return try DurableFile.read(path).map(withoutMark) } catch {
            throw Failure(.unreadablePlan, "'\(path)' cannot be shown: \(error.message)", help: error.help)
        }
    }

    private static func plan(
        _ value: Value, _ path: String, _ use: String, _ context: CommandContext
    ) throws(Failure) -> Plan {
        do {
            return try PlanCodec.plan(value)
        } catch {
            throw damaged(path, use, error.message, context)
        }
    }

    /// What a path holds: a pipe was read with the other sources, a plan's file may be larger than a manifest's.
    private static func content(of path: String, _ sources: ManifestInputs) -> [UInt8]? {
        guard sources.inputs.count == 1, let input = sources.inputs.first else { return nil }
        let kind = path == "-" ? .stream : try? Path.kind(of: path)
        let bytes: [UInt8]? =
            switch kind {
            case .stream: (try? input.read())?.bytes
            case .file: (try? DurableFile.read(path)) ?? nil
            case .folder, .link, nil: nil
            }
        return bytes.map(withoutMark)
    }

    /// JSON has no place for the mark that a text may begin with.
    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes.trimmingPrefix(ByteOrderMark.utf8))
    }

    /// The API that a plan's routes are written through.
    static func api(of plan: Plan) throws(Failure) -> RouteAPI {
        guard let api = RouteAPI(plan.apiVersion), api.version != nil else {
            throw Failure(
                .unreadablePlan, "the plan is for '\(plan.apiVersion)', which openmcf does not know")
        }
        return api
    }

    /// Whether this command works on the state that the plan was made from, wherever its file is by now.
    ///
    /// - Parameter place: the absolute path of the state that this command works on.
    static func checkState(_ plan: Plan, _ snapshot: StateSnapshot?, at place: String) throws(ApplyingError) {
        let other: String
        if let snapshot {
            if snapshot.lineage == plan.lineage { return }
            // A plan made with --lineage goes on with a state without routes, and then from its serial.
            if snapshot.routeCount == 0, snapshot.serial == plan.serial { return }
            other = "'\(place)' is that of stack \(snapshot.lineage)"
        } else {
            if plan.serial == 0 { return }
            other = "there is none at '\(place)'"
        }
        let origin =
            plan.state.map { "the state '\($0)' (stack \(plan.lineage))" } ?? "the state of stack \(plan.lineage)"
        throw ApplyingError(
            .stalePlan, "the plan was made from \(origin), and \(other)",
            help: plan.state.map { "apply it with --state \(shellWord($0)), or make the plan anew from this state" }
                ?? "name the state that it was made from with --state, or make the plan anew from this one")
    }

    /// A plan fits the state that it was made from and no other.
    static func check(_ plan: Plan, _ stack: Stack) throws {
        let snapshot = stack.snapshot
        guard plan.lineage == snapshot.lineage, plan.serial == snapshot.serial else {
            throw ApplyingError(
                .stalePlan,
                "the plan was made from serial \(plan.serial) of stack \(plan.lineage), but the state is at serial \(snapshot.serial) of stack \(snapshot.lineage)",
                help: "make the plan anew: something was applied since")
        }
        guard let planned = plan.cluster else {
            throw ApplyingError(
                .stalePlan, "the plan was made without a cluster, so nothing says what it would overwrite",
                help: "make it with the cluster configured, and apply that")
        }
        if !(planned.isNewSandbox && stack.cluster.isSandbox), planned.isOther(than: stack.cluster) {
            throw ApplyingError(
                .otherCluster, "the plan was made for \(planned.inFull), not for \(stack.cluster.inFull)",
                help: advice(planned))
        }
    }
}

extension SavedPlan {
    /// How to reach the cluster that a plan was made for, as far as the plan knows.
    fileprivate static func advice(_ planned: PlannedCluster) -> String {
        let anew = "make the plan anew for this cluster"
        if planned.isSandbox, !planned.isNewSandbox {
            return "apply it with --sandbox in the folder of its sandbox, or " + anew
        }
        guard let context = planned.context else { return anew }
        return "apply it with --kube-context \(shellWord(context)), or " + anew
    }
}

extension Value {
    /// Whether it looks like a saved plan, and not like a Kubernetes object.
    fileprivate var isPlan: Bool { self["changes"] != nil && self["kind"] == nil }
}
