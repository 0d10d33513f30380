/// A part of an object with a path of its own.
package enum Subresource: String, Sendable {
    case status
}
