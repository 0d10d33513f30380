internal import GatewayAPI
internal import Values

extension Resource {
    /// Gateway of the newest release; its versions are the same but in name.
    static func gateway(_ version: String) -> Resource {
        var behaviour = Behaviour()
        behaviour.storageVersionHash = "vTT6VZ2LmOo="
        behaviour.columns = [
            .custom("Class", ".spec.gatewayClassName") { $0["spec"]?["gatewayClassName"] },
            // Of several addresses the server prints the first.
            .custom("Address", ".status.addresses[*].value") { $0["status"]?["addresses"]?.array?.first?["value"] },
            .condition("Programmed"), .age,
        ]
        behaviour.conditions = addressConditions
        var resource = Resource(
            group: TCPRouteSchema.group, version: version, kind: GatewaySchema.kind, plural: GatewaySchema.plural,
            singular: "gateway", isNamespaced: true, schema: GatewaySchema.object, behaviour: behaviour)
        resource.shortNames = ["gtw"]
        resource.categories = ["gateway-api"]
        resource.bundle = .newest
        return resource
    }

    /// The definition's `oneOf` and `anyOf`: what is of the type IPAddress is an address of IPv4 or IPv6.
    @Sendable private static func addressConditions(_ gateway: Value) -> [APIFailure.Cause] {
        (gateway["spec"]?["addresses"]?.array ?? []).enumerated().flatMap { index, address -> [APIFailure.Cause] in
            guard address["type"] == "IPAddress", let value = address["value"], let text = value.string,
                IPAddress(text) == nil
            else { return [] }
            let field = "spec.addresses[\(index)]"
            let shown = JSONWriter.text(value)
            return [
                .invalid("<nil>", "", "\"\(field)\" must validate one and only one schema (oneOf). Found none valid"),
                .invalid("<nil>", "", "\"\(field).value\" must validate at least one schema (anyOf)"),
                APIFailure.Cause(
                    reason: "FieldValueTypeInvalid",
                    message: "Invalid value: \(shown): \(field).value in body must be of type ipv4: \(shown)",
                    field: "\(field).value"),
            ]
        }
    }
}
