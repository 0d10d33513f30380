internal import Values

/// How something is written.
package struct WriteOptions: Sendable {
    /// The name that the server notes as the owner of the fields.
    package var fieldManager = Ownership.fieldManager
    /// Lets the server check and answer, and store nothing.
    package var dryRun = false

    package init(fieldManager: String = Ownership.fieldManager, dryRun: Bool = false) {
        self.fieldManager = fieldManager
        self.dryRun = dryRun
    }

    /// Fields that the server's schema does not know are refused rather than dropped.
    var query: [(name: String, value: String)] {
        [("fieldManager", fieldManager), ("fieldValidation", "Strict")] + (dryRun ? [("dryRun", "All")] : [])
    }
}
