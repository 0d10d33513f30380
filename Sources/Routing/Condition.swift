/// A condition that our own controller writes; generation and time are the writer's to add.
package struct Condition: Sendable, Equatable {
    /// The type as the API spells it, such as `Accepted`.
    package let type: String
    /// Whether its status is `True`; an unknown truth becomes no condition.
    package let isTrue: Bool
    /// The cause in one word, such as `NoMatchingParent`; the type itself where all is well.
    package let reason: String
    /// The words for people, at most 1024 Unicode scalars, as the API allows.
    package let message: String

    /// The longest message; what is longer is cut.
    static let messageLimit = 1024

    init(_ type: String, _ isTrue: Bool, _ reason: String, _ message: String) {
        (self.type, self.isTrue, self.reason) = (type, isTrue, reason)
        let isLong = message.unicodeScalars.dropFirst(Self.messageLimit).first != nil
        self.message = isLong ? String(message.unicodeScalars.prefix(Self.messageLimit - 1)) + "…" : message
    }

    /// The condition of a truth; nil where that is unknown.
    init?(_ type: String, _ truth: Truth, yes: String? = nil, _ message: (Reason?) -> String) {
        switch truth {
        case .yes: self.init(type, true, yes ?? type, message(nil))
        case .no(let reason): self.init(type, false, reason.rawValue, message(reason))
        case .unknown: return nil
        }
    }
}
