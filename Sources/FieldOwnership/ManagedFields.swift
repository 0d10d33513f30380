package import Values

/// Who owns which fields of an object: `metadata.managedFields`.
package struct ManagedFields: Sendable, Equatable {
    /// How a manager wrote its fields: by server-side apply, or by any other request (create, replace, patch).
    package enum Operation: String, Sendable {
        case apply = "Apply"
        case update = "Update"
    }

    /// What one manager owns through one kind of operation on one part of the object.
    package struct Entry: Sendable, Equatable {
        /// The `fieldManager` of its requests, such as `openmcf`.
        package var manager: String
        /// An applier and an updater of the same name are two entries.
        package var operation: Operation
        /// The version of the object that its paths are of.
        package var apiVersion: String
        /// The subresource it was written through, such as `status`; nil for the object itself.
        package var subresource: String?
        /// When the manager last changed a field, in RFC 3339; nil when it never did.
        package var time: String?
        /// The fields it owns; others may own them too.
        package var fields: FieldSet

        package init(
            manager: String, operation: Operation, apiVersion: String, subresource: String? = nil,
            time: String? = nil, fields: FieldSet = FieldSet()
        ) {
            self.manager = manager
            self.operation = operation
            self.apiVersion = apiVersion
            self.subresource = subresource
            self.time = time
            self.fields = fields
        }

        /// Whether both are the same manager's: an applier is the same in every version of the API.
        func isSameManager(as other: Entry) -> Bool {
            manager == other.manager && operation == other.operation && subresource == other.subresource
                && (operation == .apply || apiVersion == other.apiVersion)
        }
    }

    /// One entry for each manager, operation and subresource, and for updates each version.
    package var entries: [Entry]

    package init(_ entries: [Entry] = []) { self.entries = entries }

    /// Whether nobody owns anything: such an object is not tracked, see ``FieldTracker``.
    package var isEmpty: Bool { entries.isEmpty }

    /// The entries that own a field: the field itself, or a list or mapping around it that has one owner.
    package func owners(of path: FieldPath) -> [Entry] {
        entries.filter { $0.fields.owns(path.elements[...]) }
    }
}

extension FieldSet {
    /// Whether a value sets every field of a `fieldsV1`, by names alone; false where lists are taken apart.
    ///
    /// Reads `fieldsV1` as it stands, for callers that ask this of very many objects.
    package static func areAllSet(fieldsV1 fields: Value, in value: Value) -> Bool {
        (fields.object ?? [:]).allSatisfy { key, inner in
            if key == "." { return true }
            guard key.hasPrefix("f:"), let member = value[String(key.dropFirst(2))] else { return false }
            return inner.object?.isEmpty ?? true || areAllSet(fieldsV1: inner, in: member)
        }
    }

    fileprivate func owns(_ path: ArraySlice<FieldPath.Element>) -> Bool {
        guard case .key(let name) = path.first, let node = nodes[.field(name)] else { return false }
        let rest = path.dropFirst()
        if rest.isEmpty { return true }
        return node.children.isEmpty ? node.isMember : node.children.owns(rest)
    }
}

// MARK: - Values

extension ManagedFields {
    /// Reads `metadata.managedFields`; a missing one is empty.
    ///
    /// - Throws: when an entry has an unknown operation or fields that are no `fieldsV1`.
    package init(_ value: Value?) throws(FieldSetError) {
        entries = []
        for entry in value?.array ?? [] {
            guard let name = entry["operation"]?.string, let operation = Operation(rawValue: name) else {
                throw FieldSetError(message: "an entry of managedFields needs the operation Apply or Update")
            }
            entries.append(
                Entry(
                    manager: entry["manager"]?.string ?? "", operation: operation,
                    apiVersion: entry["apiVersion"]?.string ?? "",
                    subresource: entry["subresource"]?.string.flatMap { $0.isEmpty ? nil : $0 },
                    time: entry["time"]?.string, fields: try FieldSet(fieldsV1: entry["fieldsV1"] ?? [:])))
        }
    }

    /// Reads the entries of `metadata.managedFields` that are understood; the others say nothing.
    package init(readable value: Value?) {
        entries = (value?.array ?? []).flatMap { (try? ManagedFields(.array([$0])))?.entries ?? [] }
    }

    /// The entries as `metadata.managedFields`, in the API server's order; nil when there are none.
    package var value: Value? {
        guard !entries.isEmpty else { return nil }
        let sorted = entries.sorted { one, other in
            func key(_ entry: Entry) -> [String] {
                [
                    entry.operation.rawValue, entry.time ?? "", entry.manager, entry.apiVersion,
                    entry.subresource ?? "",
                ]
            }
            return key(one).lexicographicallyPrecedes(key(other))
        }
        return .array(
            sorted.map { entry in
                var object: Object = [
                    "apiVersion": .string(entry.apiVersion), "fieldsType": "FieldsV1",
                    "fieldsV1": entry.fields.fieldsV1,
                    "manager": .string(entry.manager), "operation": .string(entry.operation.rawValue),
                ]
                object["subresource"] = entry.subresource.map(Value.string)
                object["time"] = entry.time.map(Value.string)
                return .object(object)
            })
    }
}
