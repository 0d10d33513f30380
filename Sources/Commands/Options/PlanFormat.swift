internal import ArgumentParser

/// A plan for a person, a program, a pull request or a browser.
enum PlanFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, html
}
