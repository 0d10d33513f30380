internal import Schemas
internal import Values

extension Resource {
    static let lease: Resource = {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.updatesNameVersion = true
        behaviour.updatesCreate = true
        behaviour.qualifiesFinalizers = false
        behaviour.hasGeneration = false
        behaviour.hasStatus = false
        behaviour.listsSelectableFields = true
        behaviour.blank = ["spec": [:]]
        behaviour.complement = Leases.complement
        behaviour.settle = Leases.settle
        behaviour.check = { lease, _ in Leases.causes(lease["spec"] ?? [:]) }
        behaviour.decodingProblem = { lease in
            Leases.times.lazy.compactMap { lease["spec"]?[$0]?.string.flatMap(MicroTime.problem) }.first
        }
        behaviour.protobuf = .object([
            (
                "spec", 2,
                .message(
                    ProtobufLayout([
                        ("holderIdentity", 1, .optionalText), ("leaseDurationSeconds", 2, .optionalNumber),
                        ("acquireTime", 3, .microTime), ("renewTime", 4, .microTime),
                        ("leaseTransitions", 5, .optionalNumber),
                    ]))
            )
        ])
        behaviour.columns = [
            Column(
                "Holder",
                "holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field."
            ) { lease, _ in lease["spec"]?["holderIdentity"] ?? "" }, .typedAge,
        ]
        behaviour.storageVersionHash = "gqkMMb/YqFM="
        return Resource(
            group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases", singular: "lease",
            isNamespaced: true, schema: Leases.schema, behaviour: behaviour)
    }()
}

private enum Leases {
    static let times = ["acquireTime", "renewTime"]

    static let schema = Schema.typedObject(
        "Who leads, and until when.",
        [
            (
                "spec",
                .object(
                    "State of the lease.",
                    [
                        ("holderIdentity", .string("Who has it.")),
                        ("leaseDurationSeconds", .integer("How long others wait after the last renewal.")),
                        ("acquireTime", .string("When it was taken.")),
                        ("renewTime", .string("When it was renewed last.")),
                        ("leaseTransitions", .integer("How often it changed hands.")),
                        ("strategy", .string("How a leader is picked; not kept.")),
                        ("preferredHolder", .string("Who should have it; not kept.")),
                    ])
            )
        ])

    /// Times are kept in UTC.
    @Sendable static func complement(_ lease: inout Value) {
        lease.withMember("spec") { member in
            var spec = member?.object ?? [:]
            for field in times { spec[field] = spec[field]?.string.map { .string(MicroTime.normalized($0)) } }
            member = .object(spec)
        }
    }

    /// The fields of coordinated leader election are behind a gate that is closed by default: they are dropped, and who
    /// set them owns them all the same.
    @Sendable static func settle(_ lease: inout Value, _: Value?, _: Allocations) {
        lease.withMember("spec") { spec in
            for field in ["strategy", "preferredHolder"] { spec?.set(field, nil) }
        }
    }

    static func causes(_ spec: Value) -> [APIFailure.Cause] {
        var causes: [APIFailure.Cause] = []
        if let seconds = spec["leaseDurationSeconds"]?.int, seconds <= 0 {
            causes.append(.invalid("spec.leaseDurationSeconds", .int(seconds), "must be greater than 0"))
        }
        if let count = spec["leaseTransitions"]?.int, count < 0 {
            causes.append(.invalid("spec.leaseTransitions", .int(count), "must be greater than or equal to 0"))
        }
        return causes
    }
}
