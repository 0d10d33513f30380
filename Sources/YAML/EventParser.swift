internal import CLibYAML
internal import Documents

/// Owns a libyaml parser over bytes that outlive it.
struct EventParser: ~Copyable {
    /// libyaml keeps pointers into its parser, so it must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// The parser over `bytes`, which must stay where they are; nil when there is no memory.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Hands the next event to `body` and frees it; false on a syntax error.
    mutating func withNextEvent(_ body: (borrowing yaml_event_t) -> Void) -> Bool {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { return false }
        body(event)
        yaml_event_delete(&event)
        return true
    }

    struct Problem {
        var message: String
        /// Characters from the start, or bytes where `isByteOffset`.
        var position: Int
        var isByteOffset: Bool
        var context: (message: String, position: Int)?
    }

    /// What made the last event fail.
    var problem: Problem {
        let state = parser.pointee
        let message = state.problem.map { String(cString: $0) } ?? "the text is not YAML"
        if state.error == YAML_READER_ERROR {
            return Problem(message: message, position: state.problem_offset, isByteOffset: true)
        }
        if state.error == YAML_MEMORY_ERROR {
            return Problem(message: "there is not enough memory", position: 0, isByteOffset: true)
        }
        var problem = Problem(message: message, position: state.problem_mark.index, isByteOffset: false)
        if let context = state.context {
            problem.context = (String(cString: context), state.context_mark.index)
        }
        return problem
    }
}

extension ScalarStyle {
    init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
