/// An `apiVersion` in its two parts.
package struct GroupVersion: Sendable, Hashable {
    /// The API group, such as `gateway.networking.k8s.io`; empty for the core group.
    package let group: String
    /// The version, such as `v1alpha2`.
    package let version: String

    package init(group: String, version: String) { (self.group, self.version) = (group, version) }

    /// The parts of a text such as `gateway.networking.k8s.io/v1`, or `v1` of the core group.
    package init(_ apiVersion: String) {
        guard let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            self.init(group: "", version: apiVersion)
            return
        }
        self.init(
            group: String(apiVersion[..<slash]), version: String(apiVersion[apiVersion.utf8.index(after: slash)...]))
    }
}
