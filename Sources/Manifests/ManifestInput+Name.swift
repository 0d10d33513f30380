internal import Diagnostics

extension ManifestInput {
    /// The name that diagnostics have for the input.
    var name: String {
        switch self {
        case .file(let path): path
        case .text(let source): source.name
        }
    }
}
