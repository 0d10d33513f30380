internal import Values

extension IPAddress {
    /// Why no endpoint can have the address (core validation, `ValidateEndpointIP`); nil where one can.
    var endpointProblem: String? {
        let isLinkLocal =
            family == .ipv4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
        let isLinkLocalMulticast =
            family == .ipv4 ? bytes[..<3] == [224, 0, 0] : bytes[0] == 0xFF && bytes[1] & 0x0F == 0x02
        if bytes.allSatisfy({ $0 == 0 }) { return "may not be unspecified (\(self))" }
        if isLoopback { return "may not be in the loopback range (127.0.0.0/8, ::1/128)" }
        if isLinkLocal { return "may not be in the link-local range (169.254.0.0/16, fe80::/10)" }
        if isLinkLocalMulticast { return "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)" }
        return nil
    }
}
