/// Where a state is kept: a path, or in a later version an object in a cluster.
package struct StateLocation: Sendable, Hashable {
    /// The path that is used when neither `--state` nor `OPENMCF_STATE` names one.
    package static let defaultPath = ".openmcf/state.json"

    /// The path of the state file.
    package let path: String

    package init(path: String) { self.path = path }

    /// Reads the value of `--state` or `OPENMCF_STATE`.
    ///
    /// Throws `StateError.Code.unsupportedLocation` for an empty text, a folder-like path and every URL.
    package init(parsing text: String) throws(StateError) {
        guard !text.isEmpty else {
            throw StateError(
                .unsupportedLocation, "the state's location is empty", help: "Give --state the path of a file.")
        }
        if text.hasPrefix("kubernetes://") {
            throw StateError(
                .unsupportedLocation, "a state in the cluster ('\(text)') is not supported by this version of openmcf",
                help: "Give --state the path of a file; its default is '\(Self.defaultPath)'.")
        }
        if let scheme = Self.scheme(of: text) {
            throw StateError(
                .unsupportedLocation, "a state cannot be kept at '\(text)': '\(scheme)://' is no known kind of place",
                help: "Give --state the path of a file.")
        }
        guard !text.hasSuffix("/") else {
            throw StateError(
                .unsupportedLocation, "the state's location '\(text)' is a folder",
                help: "Give --state the path of a file, such as '\(text)state.json'.")
        }
        path = text
    }

    private static func scheme(of text: String) -> Substring? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        let scheme = text[..<colon]
        return scheme.allSatisfy { $0.isLetter || $0.isNumber } ? scheme : nil
    }
}

extension StateLocation: CustomStringConvertible {
    package var description: String { path }
}
