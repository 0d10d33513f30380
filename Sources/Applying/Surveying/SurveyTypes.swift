internal import GatewayAPI
internal import KubernetesClient

/// The kinds of objects that are read, in each version that clusters may serve, the first that is served counting.
enum SurveyTypes {
    static let gateways = types(GatewaySchema.plural, GatewaySchema.versions)
    static let classes = types(GatewayClassSchema.plural, GatewayClassSchema.versions, isNamespaced: false)
    /// v1beta1 is what every release serves so far.
    static let grants = types(ReferenceGrantSchema.plural, ReferenceGrantSchema.versions.reversed())
    static let services = [ResourceType(group: "", version: "v1", plural: ServiceSchema.plural)]
    static let slices = [
        ResourceType(group: EndpointSliceSchema.group, version: "v1", plural: EndpointSliceSchema.plural)
    ]

    private static func types(_ plural: String, _ versions: [String], isNamespaced: Bool = true) -> [ResourceType] {
        versions.map {
            ResourceType(group: TCPRouteSchema.group, version: $0, plural: plural, isNamespaced: isNamespaced)
        }
    }
}
