internal import ArgumentParser

/// How live routes are printed, where that is not kubectl's table.
enum RouteFormat: String, ExpressibleByArgument, CaseIterable {
    case wide, json, yaml, name
}
