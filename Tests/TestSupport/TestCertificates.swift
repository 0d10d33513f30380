/// Certificates and keys as they stand in files, for what only reads them; valid from 2024 to 2124.
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

    /// Protects nothing.
    package static let loopbackKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGT2mehiQWrTPlgdr
        Ww7/DXv/jP0JpfvihsGJiONo6JuhRANCAATr8SbkOFNR3OdWbOB74R96uIFoxWYS
        f1MHKsOqyD2HPM00UWqy9GcrMy8yXgbsaF8uDnsl9BQcVCKACIWm5NY+
        -----END PRIVATE KEY-----
        """

    /// A key in PKCS#1 form; protects nothing.
    package static let rsaKey = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXAIBAAKBgQDUHoqxb+YJpZ/CPp9mCX1u9yaJAHz7KCqeGXaZhP9DYwbUWAFr
        dE7krJEXwd54qUYxBBcHqixkYzJ4QnkvN/7ZcSKRiuOvoxVZO4Um74l7M6EG4/we
        Tq9gr+XHx2Z1YIheGwUJnZEz9iMe4Fh3lIUehFvc8O2S5F0rS57zssLBhQIDAQAB
        AoGAUpYBkcvrWF4vsUUIcoXHXGjFjBmwj2i4Dw4C6wqpB+eKRSpugxOpk8bMRt+o
        anodZgAdp1JOLleg0smuvP+kLPcK6QU5AAeTXpSh6oV7lkYZsvsK5a/6G99Bi1e5
        9lSG5Y9fmOOFf+EBLjFZw3txzqhoGxyYsuUJW0YJFKa4l5ECQQDzWUnvAIBrG3YR
        ywRkaEMkyisuuD4FRvhi4ZYcB/R5Z293ELy+0CwmjY0plaLAnY136Y0wMdpuxER4
        31BZLcoXAkEA3yWfQVSA9gu5bRAlR0k7kpeFBCUrBfLSt2QptekjSnE2+Z+zNvrJ
        OHAN2x7s2sEPKQheZNVo8OtegIPlKvn+wwJAaQIGnVOiFpXrBRKN+qXjE2UJ7Ucj
        vDM7y698juv/2sN/neljCRPbeWdrmp4vdN6HxU7K1hktIM8gnOgAS/suUQJARQYu
        LNcmzPTzdnj4DwToGIAl9RJKLJzf8TpabJqg//XlO3HazbblZz/CCXWXblMpjVe5
        WxdoTp1/reEekhyiYQJBAL/0qntFmSu+XM0hEmXXh19j0q91Dm8asDXqNplQ4EF8
        aCyv7PZ4xstHjmlCbaV5dmgeVPlzP6w5ANmccFEI2+k=
        -----END RSA PRIVATE KEY-----
        """
}
