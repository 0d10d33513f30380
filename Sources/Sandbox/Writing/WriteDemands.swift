/// The parameters of a write that the API machinery reads alike for all objects.
struct WriteDemands: Sendable {
    enum FieldValidation: String, Sendable {
        case strict = "Strict"
        case warn = "Warn"
        case ignore = "Ignore"
    }

    var dryRun = false
    var fieldValidation = FieldValidation.warn
    var fieldManager: String
    var force = false

    /// What the server itself writes under a name.
    init(fieldManager: String) { self.fieldManager = fieldManager }
}
