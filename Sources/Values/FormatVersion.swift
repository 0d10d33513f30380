/// The version of the JSON formats: results, plans, state files and the sandbox's data.
package enum FormatVersion {
    /// What stands under `formatVersion`; readers take what has the same first number.
    package static let current = "1.0"
}
