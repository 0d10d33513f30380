import GatewayAPI
import Schemas

/// A Swift type with a function for each field of one mapping.
struct FunctionHolder {
    /// The names that lead to the mapping, lists being passed through.
    let path: String
    /// The Swift type that has the functions.
    let type: String
    /// What a function gives back.
    let result: String
    /// The fields, in the order of their names.
    let fields: [FieldDescription]

    private init(_ path: String, _ type: String, result: String? = nil, _ schema: Schema) {
        self.path = path
        self.type = type
        self.result = result ?? type
        fields = schema.explained().fields.sorted { $0.name < $1.name }
    }

    private init(_ path: String, _ type: String, result: String? = nil, itemsOf list: Schema?) {
        self.init(path, type, result: result, list?.items ?? .object("", []))
    }

    /// All types of the library that have functions.
    static let all: [FunctionHolder] = {
        let metadata = ObjectMetadata.authored
        let spec = TCPRouteSchema.spec(.standard)
        let rules = spec["rules"]
        return [
            FunctionHolder("metadata", "TCPRoute.Metadata", result: "Whole", metadata),
            FunctionHolder("metadata.ownerReferences", "OwnerReference", itemsOf: metadata["ownerReferences"]),
            FunctionHolder("spec", "TCPRoute.Spec", result: "Whole", spec),
            FunctionHolder("spec.parentRefs", "ParentReference", itemsOf: spec["parentRefs"]),
            FunctionHolder("spec.rules", "TCPRoute.Rule", itemsOf: rules),
            FunctionHolder("spec.rules.backendRefs", "BackendReference", itemsOf: rules?.items?["backendRefs"]),
        ]
    }()

    /// The functions, in the order of the fields.
    var functions: [Function] {
        fields.flatMap { field in
            let function = Function(holder: self, field: field, isMixin: false)
            return function.isMixable ? [function, Function(holder: self, field: field, isMixin: true)] : [function]
        }
    }
}
