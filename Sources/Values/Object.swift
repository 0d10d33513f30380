/// The members of an object, in the order in which they were first set.
///
/// Objects of an API have few members, so they are one array that is searched; a large one has an index as well.
package struct Object: Sendable {
    private var members: [Element] = []
    /// The position of each key, kept only beyond the threshold.
    private var positions: [String: Int] = [:]

    /// Objects with more members than this are searched by hashing.
    private static let hashingThreshold = 16

    package init() {}

    package init(capacity: Int) { members.reserveCapacity(capacity) }

    /// The members in the order given; of a repeated key the last value counts.
    package init(_ elements: some Sequence<(String, Value)>) {
        members.reserveCapacity(elements.underestimatedCount)
        for (key, value) in elements { self[key] = value }
    }

    /// The keys in the order in which they were first set.
    package var keys: [String] { members.map(\.key) }
    /// The values in the order of the keys.
    package var values: [Value] { members.map(\.value) }

    /// The value of a member; setting nil removes it.
    package subscript(_ key: String) -> Value? {
        get { position(of: key).map { members[$0].value } }
        _modify {
            let position = position(of: key)
            var value: Value?
            if let position {
                value = members[position].value
                // Held once while it is changed, so that the change copies nothing.
                members[position].value = .null
            }
            defer { store(value, key, at: position) }
            yield &value
        }
        set { store(newValue, key, at: position(of: key)) }
    }

    /// Adds a member whose key is known to be new.
    package mutating func append(_ key: String, _ value: Value) {
        members.append((key, value))
        if !positions.isEmpty {
            positions[key] = members.count - 1
        } else if members.count > Self.hashingThreshold {
            index()
        }
    }

    /// Sets the members of another object, those that are new at the end.
    package mutating func merge(_ other: Object) {
        for (key, value) in other { self[key] = value }
    }

    /// Removes a member and returns its value; nil where there was none.
    @discardableResult
    package mutating func removeValue(forKey key: String) -> Value? {
        guard let position = position(of: key) else { return nil }
        let value = members.remove(at: position).value
        index()
        return value
    }

    /// Removes the members that the body is true for; the others keep their order.
    package mutating func removeAll(where shouldRemove: (String, Value) -> Bool) {
        guard members.contains(where: shouldRemove) else { return }
        members.removeAll(where: shouldRemove)
        index()
    }

    /// The members with their values changed, in the same order.
    package func mapValues(_ transform: (Value) throws -> Value) rethrows -> Object {
        var object = Object()
        object.members = try members.map { ($0.key, try transform($0.value)) }
        object.positions = positions
        return object
    }

    /// The members ordered by key, as the API server writes them.
    package func sorted() -> Object {
        var object = Object()
        object.members = members.sorted { $0.key < $1.key }
        object.index()
        return object
    }

    private func position(of key: String) -> Int? {
        if !positions.isEmpty { return positions[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func store(_ value: Value?, _ key: String, at position: Int?) {
        switch (position, value) {
        case (let position?, let value?): members[position].value = value
        case (_?, nil): removeValue(forKey: key)
        case (nil, let value?): append(key, value)
        case (nil, nil): break
        }
    }

    private mutating func index() {
        positions.removeAll()
        guard members.count > Self.hashingThreshold else { return }
        positions.reserveCapacity(members.count)
        for (position, member) in members.enumerated() { positions[member.key] = position }
    }
}

extension Object: RandomAccessCollection {
    /// A member.
    package typealias Element = (key: String, value: Value)

    /// Always 0.
    package var startIndex: Int { 0 }
    /// The number of members.
    package var endIndex: Int { members.count }

    /// The member at a position, which must be one of `indices`.
    package subscript(position: Int) -> Element { members[position] }
}

/// Two objects are equal when they have the same members in the same order.
extension Object: Equatable {
    package static func == (left: Object, right: Object) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0 == $1 }
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Value)...) { self.init(elements.map { ($0, $1) }) }
}
