internal import State
internal import Values

/// Stack outputs as JSON.
enum OutputsReport {
    static func value(_ outputs: RouteOutputs) -> Value {
        ["routeName": .string(outputs.routeName), "namespace": .string(outputs.namespace)]
    }
}
