internal import ArgumentParser

/// A status for a person, with more or less of it, or for a program.
enum StatusFormat: String, ExpressibleByArgument, CaseIterable {
    case text, wide, json
}
