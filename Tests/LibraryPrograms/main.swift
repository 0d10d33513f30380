import Documents
import Values

// Lines {"id", "program"} in, lines {"id", "result"} or {"id", "unsupported"} out.
while let line = readLine() {
    guard !line.isEmpty else { continue }
    let request = try JSONReader.value(Array(line.utf8))
    let id = JSONWriter.text(request["id"] ?? .null)
    do {
        let result = try Part(program: request["program"]).text
        // Within a text, JSON has no line breaks.
        let line = result.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
        print("{\"id\":\(id),\"result\":\(line)}")
    } catch let problem as Unsupported {
        print("{\"id\":\(id),\"unsupported\":\(JSONWriter.text(.string(problem.reason)))}")
    }
}
