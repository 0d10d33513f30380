package import Schemas

extension ObjectMetadata {
    /// A reference to the object that another one belongs to, and is deleted with.
    package static let ownerReference = Schema.object(
        "An object that this one belongs to.", required: ["apiVersion", "kind", "name", "uid"],
        [
            ("apiVersion", .string("API version of the owner.", length: 1...253)),
            ("kind", .string("Kind of the owner.", length: 1...253)),
            ("name", .string("Name of the owner.", length: 1...253)),
            ("uid", .string("Identity of the owner: another object of its name is not the owner.", length: 1...253)),
            ("controller", Schema(.boolean, "Whether the owner manages the object. One owner can.")),
            (
                "blockOwnerDeletion",
                Schema(.boolean, "Whether a foreground deletion of the owner waits until the object is gone.")
            ),
        ])

    /// The metadata as authoring libraries know it: each field that a function sets, server's fields among them.
    ///
    /// `clusterName`, which Kubernetes 1.24 took away, is one of them, so that what was written with it can be brought
    /// along; `managedFields` is not, which nobody writes.
    package static let authored: Schema = {
        var authored = schema
        authored["managedFields"] = nil
        authored["clusterName"] = .string("Cluster of the object. Servers of Kubernetes 1.24 and newer refuse it.")
        authored.change("ownerReferences") { $0.items = ownerReference }
        authored.properties.sort { $0.name < $1.name }
        return authored
    }()
}
