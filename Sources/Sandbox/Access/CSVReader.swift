/// Reads comma-separated values as Go's `encoding/csv` does, by which kube-apiserver reads its tokens.
///
/// Lines without anything are passed over; there are no comments, and spaces are part of their field.
struct CSVReader {
    struct Record: Equatable {
        /// Counted from 1.
        let line: Int
        let fields: [String]
    }

    /// What is no such text.
    struct Problem: Error, Equatable {
        let line: Int
        /// A sentence without its end.
        let message: String
    }

    private var rest: ArraySlice<UInt8>
    private var line = 1

    private init(_ bytes: [UInt8]) { rest = bytes[...] }

    static func records(in bytes: [UInt8]) throws(Problem) -> [Record] {
        var reader = CSVReader(bytes)
        var records: [Record] = []
        while !reader.rest.isEmpty {
            if reader.takeLineEnd() { continue }
            let line = reader.line
            records.append(Record(line: line, fields: try reader.takeFields()))
        }
        return records
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")

    private mutating func takeFields() throws(Problem) -> [String] {
        var fields: [String] = []
        while true {
            fields.append(try rest.first == Self.quote ? takeQuoted() : takePlain())
            if rest.first != Self.comma { break }
            rest.removeFirst()
        }
        _ = takeLineEnd()
        return fields
    }

    private mutating func takePlain() throws(Problem) -> String {
        var bytes: [UInt8] = []
        while let byte = rest.first, byte != Self.comma, !isAtLineEnd {
            if byte == Self.quote {
                throw problem("a quotation mark stands in a column that does not begin with one")
            }
            bytes.append(byte)
            rest.removeFirst()
        }
        return try text(bytes)
    }

    private mutating func takeQuoted() throws(Problem) -> String {
        let start = line
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.first {
            if takeLineEnd() {
                bytes.append(0x0A)
                continue
            }
            rest.removeFirst()
            guard byte == Self.quote else {
                bytes.append(byte)
                continue
            }
            if rest.first == Self.quote {
                bytes.append(byte)
                rest.removeFirst()
            } else if rest.isEmpty || rest.first == Self.comma || isAtLineEnd {
                return try text(bytes)
            } else {
                throw problem("something follows the closing quotation mark of a column")
            }
        }
        throw Problem(line: start, message: "a column begins with a quotation mark and does not end with one")
    }

    private var isAtLineEnd: Bool {
        rest.first == 0x0A || rest.starts(with: [0x0D, 0x0A]) || rest.elementsEqual([0x0D])
    }

    private mutating func takeLineEnd() -> Bool {
        guard isAtLineEnd else { return false }
        rest = rest.dropFirst(rest.first == 0x0A ? 1 : 2)
        line += 1
        return true
    }

    private func text(_ bytes: [UInt8]) throws(Problem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw problem("it is no UTF-8 text") }
        return text
    }

    private func problem(_ message: String) -> Problem { Problem(line: line, message: message) }
}
