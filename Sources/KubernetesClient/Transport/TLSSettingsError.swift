/// Certificates or a key of the settings that cannot be used.
package struct TLSSettingsError: Error, Sendable, Equatable {
    package enum Part: Sendable {
        /// There is no certificate in the authorities' text.
        case authorities
        case clientCertificate
        /// It is no PEM text of a private key, or encrypted.
        case clientKey
        case keyOfAnotherCertificate
    }

    package let part: Part
}
