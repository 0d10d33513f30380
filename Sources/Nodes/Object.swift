internal import OrderedCollections

/// The members of an object, in the order in which they were first set.
package struct Object: Sendable {
    private var members: OrderedDictionary<String, Value>

    package init() { members = [:] }

    package init(capacity: Int) { members = OrderedDictionary(minimumCapacity: capacity) }

    /// The members in the order given; of a repeated key the last value counts.
    package init(_ elements: some Sequence<(String, Value)>) {
        members = OrderedDictionary(elements, uniquingKeysWith: { $1 })
    }

    package var keys: [String] { Array(members.keys) }
    package var values: [Value] { Array(members.values) }

    /// The value of a member; setting nil removes it.
    package subscript(_ key: String) -> Value? {
        get { members[key] }
        _modify { yield &members[key] }
        set { members[key] = newValue }
    }

    @discardableResult
    package mutating func removeValue(forKey key: String) -> Value? { members.removeValue(forKey: key) }

    package mutating func removeAll(where shouldRemove: (String, Value) -> Bool) {
        members.removeAll { shouldRemove($0.key, $0.value) }
    }

    /// The members with their values changed, in the same order.
    package func mapValues(_ transform: (Value) throws -> Value) rethrows -> Object {
        var object = Object()
        object.members = try members.mapValues(transform)
        return object
    }

    /// The members ordered by key, as the API server writes them.
    package func sorted() -> Object { Object(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }
}

extension Object: Collection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { members.count }
    package func index(after index: Int) -> Int { index + 1 }

    package subscript(position: Int) -> (key: String, value: Value) {
        let element = members.elements[position]
        return (element.key, element.value)
    }
}

extension Object: Equatable {
    package static func == (left: Object, right: Object) -> Bool { left.members == right.members }
}

extension Object: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Value)...) { self.init(elements.map { ($0, $1) }) }
}
