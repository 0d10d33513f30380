internal import NIOCore

extension ProxyProtocol {
    /// The header of a connection, which tells a backend where it comes from and where it was made to.
    ///
    /// Where either is no address of IP, it says so in the protocol's way (`UNKNOWN`, `LOCAL`).
    func bytes(from client: SocketAddress?, to listener: SocketAddress?) -> ByteBuffer {
        switch self {
        case .v1: ByteBuffer(string: line(client, listener))
        case .v2: binary(client, listener)
        }
    }

    private func line(_ client: SocketAddress?, _ listener: SocketAddress?) -> String {
        guard let client, let listener, let source = client.ipAddress, let destination = listener.ipAddress,
            let sourcePort = client.port, let port = listener.port
        else { return "PROXY UNKNOWN\r\n" }
        let family = if case .v6 = client { "TCP6" } else { "TCP4" }
        return "PROXY \(family) \(source) \(destination) \(sourcePort) \(port)\r\n"
    }

    private func binary(_ client: SocketAddress?, _ listener: SocketAddress?) -> ByteBuffer {
        var header = ByteBuffer(bytes: [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A])
        guard let source = client?.rawAddress, let destination = listener?.rawAddress,
            source.count == destination.count, let sourcePort = client?.port, let port = listener?.port
        else {
            header.writeBytes([0x20, 0x00, 0x00, 0x00])
            return header
        }
        // Version 2 and the command PROXY; the family, over TCP.
        header.writeBytes([0x21, source.count == 4 ? 0x11 : 0x21])
        header.writeInteger(UInt16(2 * source.count + 4))
        header.writeBytes(source)
        header.writeBytes(destination)
        header.writeInteger(UInt16(clamping: sourcePort))
        header.writeInteger(UInt16(clamping: port))
        return header
    }
}

extension SocketAddress {
    /// The 4 or 16 bytes of an address of IP, which stand behind family and port, and with IPv6 behind the flow as
    /// well.
    fileprivate var rawAddress: [UInt8]? {
        let place: Range<Int>
        switch self {
        case .v4: place = 4..<8
        case .v6: place = 8..<24
        default: return nil
        }
        return withSockAddr { address, size in
            let bytes = UnsafeRawBufferPointer(start: address, count: size)
            return bytes.count >= place.upperBound ? Array(bytes[place]) : nil
        }
    }
}
