/// Certificates or a key of the settings that cannot be used.
package struct TLSSettingsError: Error, Sendable, Equatable {
    /// Which part of the settings cannot be used.
    package enum Part: Sendable {
        /// There is no certificate in the authorities' text.
        case authorities
        case clientCertificate
        /// It is no PEM text of a private key, or encrypted.
        case clientKey
        case keyOfAnotherCertificate
    }

    /// The part that is to be corrected.
    package let part: Part
}
