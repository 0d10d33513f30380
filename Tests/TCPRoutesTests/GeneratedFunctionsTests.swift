import FoundationEssentials
import TestSupport
import Testing
import Values

@testable import generate_functions

/// The functions are those of the schema values, and those of the jsonnet library.
struct GeneratedFunctionsTests {
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    @Test func theFilesAreWhatTheSchemasGive() throws {
        for file in GeneratedFile.all {
            let text = try Data(contentsOf: URL(filePath: Self.root + "/" + file.path))
            #expect(
                String(decoding: text, as: UTF8.self) == file.text,
                "\(file.path) is not what the schemas give; run scripts/generate-functions")
        }
        let folder = "Sources/TCPRoutes/Functions/"
        let checkedIn = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/" + folder)
        #expect(Set(checkedIn.map { folder + $0 }).isSubset(of: GeneratedFile.all.map(\.path)))
    }

    private static let index = "conformance/library/index.json"

    @Test(.enabled("needs ../shared/conformance", { RecordedFacts.has(index) }))
    func theyAreThoseOfTheJsonnetLibraryAndTwoMore() throws {
        let index = try #require(RecordedFacts.json(Self.index).array)
        var documented: [String: String] = [:]
        for entry in index {
            documented[try #require(entry["path"]?.string)] = try #require(entry["type"]?.string)
        }
        #expect(documented.removeValue(forKey: "new") == "string")
        // Newer versions of the library have these.
        documented["spec.rules.withName"] = "string"
        documented["spec.withUseDefaultGateways"] = "string"

        let own = FunctionHolder.all.filter { $0.path != "metadata.ownerReferences" }.flatMap(\.functions)
        #expect(Dictionary(uniqueKeysWithValues: own.map { ($0.path, $0.documentedType) }) == documented)
    }
}

extension Function {
    /// The type as jsonnet's documentation has it.
    fileprivate var documentedType: String {
        if isList { return "array" }
        return isMap ? "object" : valueType == "Int" ? "number" : "string"
    }
}
