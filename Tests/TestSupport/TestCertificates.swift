/// A throw-away authority and a certificate it signed for the name api.test; valid from 2024 to 2124.
package enum TestCertificates {
    package static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBdjCCARygAwIBAgICEAEwCgYIKoZIzj0EAwIwITEfMB0GA1UEAwwWb3Blbm1j
        ZiB0ZXN0IGF1dGhvcml0eTAgFw0yNDAxMDEwMDAwMDBaGA8yMTI0MDEwMTAwMDAw
        MFowITEfMB0GA1UEAwwWb3Blbm1jZiB0ZXN0IGF1dGhvcml0eTBZMBMGByqGSM49
        AgEGCCqGSM49AwEHA0IABNZU3jNhFLDD16HHo0fwb+sIQl5wbc77Pt+7jJ0bXnmB
        xOnQYrrhhRnyDhezEJpepDRpHYeeUXbUBaYXK5StMZqjQjBAMA8GA1UdEwEB/wQF
        MAMBAf8wDgYDVR0PAQH/BAQDAgIEMB0GA1UdDgQWBBSqKaKFEWrXKtcpdR/sZitj
        4EnBizAKBggqhkjOPQQDAgNIADBFAiEAyFlXjSlUnvxqtTtPxZF2MVQIIO9fAF0W
        QsH9Fh83LVECIEFWlAbkGSEPmsbAO9f1d2qaZAhy5RBR83zzvtJxsvwQ
        -----END CERTIFICATE-----
        """

    package static let server = """
        -----BEGIN CERTIFICATE-----
        MIIBoTCCAUagAwIBAgICEAMwCgYIKoZIzj0EAwIwITEfMB0GA1UEAwwWb3Blbm1j
        ZiB0ZXN0IGF1dGhvcml0eTAgFw0yNDAxMDEwMDAwMDBaGA8yMTI0MDEwMTAwMDAw
        MFowFjEUMBIGA1UEAwwLdGVzdCBzZXJ2ZXIwWTATBgcqhkjOPQIBBggqhkjOPQMB
        BwNCAAQVKtYwz+fXKJNCkptTpCMWCV7lJdQeVK+0c+rkp+BABiHUXk+OSC8Q+NC7
        nyJh860YkTbmijkEreQ3vgpZ7bdjo3cwdTATBgNVHREEDDAKgghhcGkudGVzdDAT
        BgNVHSUEDDAKBggrBgEFBQcDATAJBgNVHRMEAjAAMB0GA1UdDgQWBBR8Uh3qaLZ0
        h8Q6zxdhd2okYpGwNjAfBgNVHSMEGDAWgBSqKaKFEWrXKtcpdR/sZitj4EnBizAK
        BggqhkjOPQQDAgNJADBGAiEA4e44laEHfco4RfKJyGKDGaVT1HE1of0fXo2gyI0Q
        5PYCIQCtDdVVPWS+JtjZbvelPEmUbjJyvtK8w1pWg2vv4MvGKQ==
        -----END CERTIFICATE-----
        """

    /// Protects nothing but the server in these tests.
    package static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHySfKG2G4VuDX6Q3
        qbZplbaR+q3xiQI0ylY25hCe48ahRANCAAQVKtYwz+fXKJNCkptTpCMWCV7lJdQe
        VK+0c+rkp+BABiHUXk+OSC8Q+NC7nyJh860YkTbmijkEreQ3vgpZ7bdj
        -----END PRIVATE KEY-----
        """

    /// A certificate for 127.0.0.1 and localhost that is its own authority; valid from 2024 to 2124.
    package static let loopback = """
        -----BEGIN CERTIFICATE-----
        MIIBhjCCASygAwIBAgICEAQwCgYIKoZIzj0EAwIwIDEeMBwGA1UEAwwVb3Blbm1j
        ZiB0ZXN0IGxvb3BiYWNrMCAXDTI0MDEwMTAwMDAwMFoYDzIxMjQwMTAxMDAwMDAw
        WjAgMR4wHAYDVQQDDBVvcGVubWNmIHRlc3QgbG9vcGJhY2swWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAATr8SbkOFNR3OdWbOB74R96uIFoxWYSf1MHKsOqyD2HPM00
        UWqy9GcrMy8yXgbsaF8uDnsl9BQcVCKACIWm5NY+o1QwUjAaBgNVHREEEzARhwR/
        AAABgglsb2NhbGhvc3QwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAoQw
        EwYDVR0lBAwwCgYIKwYBBQUHAwEwCgYIKoZIzj0EAwIDSAAwRQIhANNwdwjP71/L
        IznSZsgHChpHosHC37DRQI91YKigysWBAiApORRb0UV5XOR7AuYwXUgAJBKHz2Aa
        euJ0byUvrRLVPw==
        -----END CERTIFICATE-----
        """

    /// Protects nothing but the server in these tests.
    package static let loopbackKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGT2mehiQWrTPlgdr
        Ww7/DXv/jP0JpfvihsGJiONo6JuhRANCAATr8SbkOFNR3OdWbOB74R96uIFoxWYS
        f1MHKsOqyD2HPM00UWqy9GcrMy8yXgbsaF8uDnsl9BQcVCKACIWm5NY+
        -----END PRIVATE KEY-----
        """
}
