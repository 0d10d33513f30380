internal import ArgumentParser
internal import GatewayAPI
internal import Schemas
internal import Values

/// Refuses the value of `-n` where no namespace can have that name.
func checkNamespace(_ name: String?) throws {
    guard let name, !ObjectMetadata.namespace.violations(in: .string(name)).isEmpty else { return }
    throw ValidationError("no namespace can have the name '\(name)' of -n")
}
