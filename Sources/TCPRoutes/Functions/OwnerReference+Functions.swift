// Written by scripts/generate-functions from the schema values.

extension OwnerReference {
    /// API version of the owner.
    ///
    /// Allowed: 1 to 253 characters.
    public func withApiVersion(_ apiVersion: String) -> OwnerReference { set("apiVersion", to: apiVersion) }

    /// Whether a foreground deletion of the owner waits until the object is gone.
    public func withBlockOwnerDeletion(_ blockOwnerDeletion: Bool) -> OwnerReference {
        set("blockOwnerDeletion", to: blockOwnerDeletion)
    }

    /// Whether the owner manages the object.
    ///
    /// One owner can.
    public func withController(_ controller: Bool) -> OwnerReference { set("controller", to: controller) }

    /// Kind of the owner.
    ///
    /// Allowed: 1 to 253 characters.
    public func withKind(_ kind: String) -> OwnerReference { set("kind", to: kind) }

    /// Name of the owner.
    ///
    /// Allowed: 1 to 253 characters.
    public func withName(_ name: String) -> OwnerReference { set("name", to: name) }

    /// Identity of the owner: another object of its name is not the owner.
    ///
    /// Allowed: 1 to 253 characters.
    public func withUid(_ uid: String) -> OwnerReference { set("uid", to: uid) }
}
