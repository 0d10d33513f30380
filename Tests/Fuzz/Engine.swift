#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A coverage-guided fuzzer for what reads input: `scripts/fuzz` builds and runs it.
///
///     Fuzz TARGET [LIBFUZZER OPTION]... [CORPUS]...   TARGET: manifest, json, override or path
///     Fuzz seeds CORPUS.jsonl DIRECTORY               writes the manifests of the recorded corpus as files
///
/// A target is a function from bytes that ends in `fail` when a property does not hold.
enum FuzzTarget: String {
    case manifest, json, override, path

    func feed(_ bytes: [UInt8]) {
        switch self {
        case .manifest: ManifestProperties.check(bytes)
        case .json: JSONProperties.check(bytes)
        case .override: OverrideProperties.check(bytes)
        case .path: PathProperties.check(bytes)
        }
    }
}

typealias ArgumentVector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// A C callback takes nothing with it; set once, before the first input.
nonisolated(unsafe) private var chosen = FuzzTarget.manifest

/// libFuzzer brings `main`, and calls this with the program's arguments; the first one is ours.
@_cdecl("LLVMFuzzerInitialize")
func initialize(_ count: UnsafeMutablePointer<CInt>, _ vector: UnsafeMutablePointer<ArgumentVector>) -> CInt {
    let arguments = (1..<Int(max(1, count.pointee))).map { vector.pointee[$0].map { String(cString: $0) } ?? "" }
    if arguments.count == 3, arguments[0] == "seeds" {
        Seeds.write(from: arguments[1], to: arguments[2])
        exit(0)
    }
    guard let target = arguments.first.flatMap(FuzzTarget.init) else {
        fail("usage: Fuzz manifest|json|override|path [OPTION]... [CORPUS]... | Fuzz seeds FILE DIRECTORY")
    }
    chosen = target
    for index in 1..<arguments.count { vector.pointee[index] = vector.pointee[index + 1] }
    count.pointee -= 1
    return 0
}

/// Called by libFuzzer with one input after another.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.feed(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Says which property failed and crashes, so that libFuzzer keeps the input.
func fail(_ message: String) -> Never {
    let bytes = Array("\(message)\n".utf8)
    write(STDERR_FILENO, bytes, bytes.count)
    abort()
}

/// A property of the code; without it the input is a finding.
func hold(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fail("PROPERTY: \(message())") }
}
