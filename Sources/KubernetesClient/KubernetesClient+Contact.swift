internal import NIOHTTP1
internal import Values

/// What a server says to whoever asks.
package struct ServerGreeting: Sendable {
    /// What `/version` answered, or why it did not.
    package let version: Result<ServerVersion, KubernetesError>
    /// How many seconds the server's clock is ahead of this machine's, as far as that is certain; nil where it told no
    /// time.
    package let clockOffset: Int?

    package init(version: Result<ServerVersion, KubernetesError>, clockOffset: Int?) {
        self.version = version
        self.clockOffset = clockOffset
    }
}

extension KubernetesClient {
    /// Finds the credentials that requests carry: reads the token's file, or runs the plugin.
    ///
    /// Throws what every request would throw for want of them.
    package func findCredentials() async throws(KubernetesError) { _ = try await issuedCredentials(false) }

    /// Makes one connection as requests do, and closes it.
    package func probe() async -> ConnectionProbe { await transport.probe() }

    /// Why a connection did not come to stand, as a request says it.
    package func error(_ failure: DialFailure) -> KubernetesError {
        FailureWords(configuration, options, Self.greeting).error(
            ExchangeFailure(cause: .connecting(failure), wasSent: false))
    }

    private static let greeting = APIRequest(.get, "/version")

    /// Asks for the server's version, once, and looks at its clock.
    ///
    /// - Parameter isIdentified: whether the request carries the credentials.
    package func greet(isIdentified: Bool = true) async -> ServerGreeting {
        let request = Self.greeting
        let issued: IssuedCredentials
        do throws(KubernetesError) {
            issued = isIdentified ? try await issuedCredentials(false) : IssuedCredentials()
        } catch {
            return ServerGreeting(version: .failure(error), clockOffset: nil)
        }
        let sent = WallClock.now
        switch await exchange(request, issued) {
        case .failure(let failure):
            let error = FailureWords(configuration, options, request).error(failure)
            return ServerGreeting(version: .failure(error), clockOffset: nil)
        case .success(let raw):
            let received = WallClock.now
            return ServerGreeting(
                version: version(raw, request),
                clockOffset: raw.headers.first(name: "date").flatMap {
                    Self.offset($0, sent: sent, received: received)
                })
        }
    }

    private func version(_ raw: RawAnswer, _ request: APIRequest) -> Result<ServerVersion, KubernetesError> {
        do throws(KubernetesError) {
            return .success(try version(in: try body(raw, of: request).value))
        } catch {
            return .failure(error)
        }
    }

    /// How far a clock that showed a whole second while a request was under way is ahead of ours.
    static func offset(_ date: String, sent: Double, received: Double) -> Int? {
        guard let seconds = HTTPDate.seconds(date) else { return nil }
        if seconds > received { return Int(exactly: (seconds - received).rounded(.up)) }
        // The server tells no fractions.
        if seconds + 1 < sent { return Int(exactly: (seconds + 1 - sent).rounded(.down)) }
        return 0
    }
}
