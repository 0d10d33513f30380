/// What differs between two values, by fields that have owners of their own.
package struct FieldComparison: Sendable, Equatable {
    /// Fields that only the new value has.
    package var added = FieldSet()
    /// Fields that only the old value has.
    package var removed = FieldSet()
    /// Fields that both have with different values.
    package var modified = FieldSet()

    /// Whether nothing differs: an apply that finds it so keeps the time of its entry.
    package var isSame: Bool { added.isEmpty && removed.isEmpty && modified.isEmpty }
}
