internal import GatewayAPI
internal import Schemas
internal import Values

/// A Gateway, as routes name it.
package struct GatewayName: Sendable, Equatable {
    /// The namespace; nil for that of the route.
    package let namespace: String?
    /// The name of the Gateway.
    package let name: String

    /// Reads `gateway` or `namespace/gateway`; nil for what can be neither.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let name = parts.last,
            ObjectMetadata.name.violations(in: .string(name)).isEmpty
        else { return nil }
        namespace = parts.count == 2 ? parts[0] : nil
        self.name = name
        guard namespace.map({ ObjectMetadata.namespace.violations(in: .string($0)).isEmpty }) ?? true else {
            return nil
        }
    }

    /// The reference to a listener of it.
    func reference(to listener: String) -> Value {
        var reference: Object = ["name": .string(name), "sectionName": .string(listener)]
        if let namespace { reference["namespace"] = .string(namespace) }
        return .object(reference)
    }
}
